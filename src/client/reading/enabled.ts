/**
 * Whether a user is enabled, as far as its status shows: one that is expired or locked may be either. `INACTIVE` is what
 * a server may say in place of `DISABLED` (evidence `status-values`).
 */
export function isEnabled({ status }: { readonly status?: string | undefined }): boolean | undefined {
  switch (status?.toUpperCase()) {
    case "ACTIVE":
      return true;
    case "DISABLED":
    case "INACTIVE":
      return false;
    default:
      return undefined;
  }
}
