/** The pictures of the README, by their files in `docs/pictures/`. */
import { playWeeks, recordDemo } from "./play.mts";
import { drawRotation } from "./rotation.mts";
import { drawTerminal, linesBetween } from "./terminal.mts";

/** Two rotations fit into so many weeks. */
const WEEKS = 23;
const MONDAY = "2027-01-04";

/** Plays the runs and draws them. */
export async function pictures(): Promise<Record<string, string>> {
  const lines = linesBetween(recordDemo(), "A rotation", "A taken nickname");
  return {
    "rotation.svg": drawRotation(await playWeeks(MONDAY, WEEKS)),
    "demo.svg": drawTerminal(lines, { title: "npm run demo", columns: 100 }),
  };
}
