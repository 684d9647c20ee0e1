/** `inventory --program` on a tenant of 200 users. */
import { afterEach, expect, it } from "vitest";
import { bringIn, type Host } from "./bring-in";
import { type History, makeHistory } from "./inventory-fixture";
import { asPersonChecks } from "./person";

const USERS = 200;

/** Real processes and 200 users: a busy machine takes minutes. */
const PATIENCE_MS = 600_000;

let history: History;
afterEach(() => history.emulator.close());

it.each<[reading: string, variants: string[], isWhole: boolean, host: Host]>([
  ["assignments as objects", [], true, "process"],
  ["what is documented", ["user-as-documented"], false, "in-process"],
])(
  "adopts 200 users of a tenant that shows %s, and a second preview shows no change",
  async (_reading, variants, isWhole, host) => {
    history = await makeHistory(USERS, { variants }, isWhole);
    expect(history.ends.size).toBe(USERS);
    const program = await bringIn(history, (printed) => (isWhole ? printed : asPersonChecks(printed, history)), host);
    expect(program.match(/new digicert\.ServiceUser\(/g)?.length).toBe(USERS);
  },
  PATIENCE_MS,
);
