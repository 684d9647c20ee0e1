/**
 * A setting that holds several texts: a JSON array (a config list), or texts separated by commas or white space.
 * Undefined where it begins like a JSON array and is none; the parser's own words would quote a secret.
 */
export function splitList(text: string): string[] | undefined {
  if (!text.startsWith("[")) return text.split(/[\s,]+/).filter((item) => item !== "");
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((item) => typeof item === "string")) {
      return list.map((item) => item.trim()).filter((item) => item !== "");
    }
  } catch {
    // the caller reports it
  }
  return undefined;
}
