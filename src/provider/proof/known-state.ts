/** Refuses a state that a newer version of this package has written: what it holds beside would be lost, or read wrongly. */
import { packageVersion } from "../../basics/version";
import { DigiCertOneError } from "../../errors";

/** What the wrapper itself adds to a state. */
const HOST_NAMES: readonly string[] = ["host", "__provider"];

/**
 * @param names everything that this version stores of the kind. A later version that only gives an old name another meaning
 * adds a name of its own, so that this one notices.
 */
export function requireKnownState(
  kind: string,
  names: readonly string[],
  props: Readonly<Record<string, unknown>>,
): void {
  const others = Object.keys(props).filter((name) => !names.includes(name) && !HOST_NAMES.includes(name));
  if (others.length === 0) return;
  const version = packageVersion();
  const own = version === undefined ? "This version" : `Version ${version}`;
  throw new DigiCertOneError(
    `The state of this ${kind} was written by a newer version of pulumi-digicert-one. ${own} does not know ${others.join(", ")}.`,
    { remedy: "Install the newer version where the program runs: `npm install pulumi-digicert-one@latest`." },
  );
}
