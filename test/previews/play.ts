/** Plays an event up to its preview, on whichever engine, and reads from the preview what an approver sees. */
import type { Emulator } from "../../src/emulator";
import type { Run } from "../e2e/stack";
import type { Event, Program } from "./events";

/** A stack of one engine at an emulator. */
export interface Stage {
  readonly emulator: Emulator;
  /** Moves the day of whoever decides by it, the emulator aside. */
  goTo(day: string): void;
  /** Whether it went well. */
  up(program: Program): Promise<boolean>;
  preview(program: Program): Promise<Run>;
}

/** A preview without what chance decides. */
export interface Preview {
  readonly stdout: string;
  /** `update pulumi-nodejs:dynamic/digicert-one:ApiKey ci`, sorted; nothing of what stays as it is. */
  readonly steps: readonly string[];
  /** `warning: …`, or the sentence alone; sorted, for resources are compared at the same time. */
  readonly said: readonly string[];
}

export async function play(event: Event, stage: Stage): Promise<Preview> {
  const { emulator } = stage;
  const goTo = async (day: string) => {
    await emulator.setClock(`${day}T12:00:00Z`);
    stage.goTo(day);
  };
  for (const deed of event.before) {
    if ("holder" in deed) {
      const person = { friendly_name: deed.holder, email: "other@example.com" };
      await emulator.addUser({ user_type: "service", ...person, accounts: [emulator.accountId] });
    } else if ("mints" in deed) {
      const match = { method: "POST", path: "/api-access-token" };
      if (deed.mints) await emulator.clearFaults();
      else await emulator.addFault({ match, kind: "status", status: 503 });
    } else {
      await goTo(deed.on);
      const went = await stage.up(deed.up);
      if (went === (deed.fails === true)) throw new Error(`The update of ${deed.on} ${went ? "went well" : "failed"}.`);
    }
  }
  await goTo(event.on);
  return readRun(await stage.preview(event.preview));
}

export function readRun({ stdout, steps, diagnostics }: Run): Preview {
  const lines = steps
    .filter(({ op, type }) => op !== "same" && !type.startsWith("pulumi:"))
    .map(({ op, type, name }) => `${op} ${type} ${name}`);
  // The command line calls what goes to standard error `info#err`. What the SDK says for debugging holds whole states, in
  // clear text: it is shown to nobody who does not ask for it, and is recorded nowhere.
  const shown = diagnostics.filter(({ severity }) => severity !== "debug");
  const said = shown.map(({ severity, message }) => {
    const plain = severity.replace(/#.*/, "");
    return `${plain === "info" ? "" : `${plain}: `}${message.trim()}`;
  });
  return { stdout: withoutChance(stdout), steps: lines.sort(), said: said.map(withoutChance).sort() };
}

/** Names of keys and ids of schedules are drawn; the command line shows progress while it runs. */
const withoutChance = (text: string) =>
  text
    .replaceAll(/^@ .*\n/gm, "")
    .replaceAll(/(?<=T12:00:)\d\d(?=Z)/g, "00")
    .replaceAll(/(?<=\d{4}-\d\d-\d\d-|-endless-)[0-9a-f]{8}/g, "1a2b3c4d")
    .replaceAll(/"[0-9a-f]{12}(?=-\d+")/g, '"schedule');
