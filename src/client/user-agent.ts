/** Who calls, as DigiCert reads it in its logs: package, version, Node, and the stack where it is known; pure. */

/** Longer names of stacks say no more. */
const LONGEST_PART = 100;

/**
 * A `User-Agent`.
 * @param stack `<organization>/<project>/<stack>`; what no header, or no comment in it, can hold becomes an underscore
 */
export function userAgent(version: string | undefined, node: string, stack: string | undefined): string {
  const parts = (stack ?? "").split("/").map((part) => part.replace(/[^A-Za-z0-9._~-]/gu, "_").slice(0, LONGEST_PART));
  const [comment] = parts.length === 3 && parts.every((part) => part !== "") ? [` (${parts.join("/")})`] : [""];
  return `pulumi-digicert-one/${version ?? "0"}${comment} node/${node}`;
}
