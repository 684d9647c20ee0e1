/** Whether an option says something. */

/** What says nothing does nothing: components hand on such options as they got them. */
export function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  const isBag = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return !isBag || Object.keys(value).length > 0;
}
