/**
 * Whether the API says of an object that it was deleted. Sibling services return deleted objects on (evidence
 * `deleted-not-found`): such an object is gone, and the status says so by itself.
 */
export function isDeleted({ status }: { readonly status?: string | undefined }): boolean {
  return status === "DELETED";
}

/** The items that were not deleted. */
export async function* withoutDeleted<T extends { readonly status?: string }>(
  items: AsyncIterable<T>,
): AsyncGenerator<T> {
  for await (const item of items) if (!isDeleted(item)) yield item;
}
