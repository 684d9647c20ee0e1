/** What the embedded engine does as Pulumi does: each scenario by theme, and what no scenario can show. */
import type { Scenario } from "./scenario";
import { failures } from "./scenarios/failures";
import { lifecycle } from "./scenarios/lifecycle";
import { options } from "./scenarios/options";
import { programs } from "./scenarios/programs";
import { refresh } from "./scenarios/refresh";
import { replacement } from "./scenarios/replacement";
import { targets } from "./scenarios/targets";

export const themes: Readonly<Record<string, readonly Scenario[]>> = {
  life: lifecycle,
  replacement,
  failures,
  options,
  refresh,
  targets,
  programs,
};

/** Tests by file and title, of what a trace of provider calls and state does not hold. */
export const untraced: readonly (readonly [file: string, title: string, behaviour: string])[] = [
  [
    "engine/processes.test.ts",
    "keeps a host alive that is in mid-create when the engine is killed, ends the program, and warns on the next run",
    "pending operations after a kill; the provider process goes on, and is warned of by the next run",
  ],
  [
    "engine/processes.test.ts",
    "starts one host per provider resource and ends them all",
    "one provider process for each provider resource and phase, told the engine's address",
  ],
  ["engine/processes.test.ts", "runs an ES module program", "ES modules"],
  [
    "engine/processes.test.ts",
    "runs a TypeScript program with a dynamic resource of the SDK's own making",
    "TypeScript programs",
  ],
  ["engine/processes.test.ts", "runs the program in the folder that `main` names", "`main` in Pulumi.yaml"],
  ["engine/processes.test.ts", "are not let run at once", "one run at a time on a state"],
  [
    "engine/processes.test.ts",
    "a lock left behind by a killed process is taken over",
    "the lock of a process that is gone is in nobody's way",
  ],
  [
    "engine/in-process.test.ts",
    "refuses what a protobuf Struct refuses, after the object was made",
    "in process, values pass through the SDK's protobuf messages",
  ],
  ["engine/secrets.test.ts", "stay closed to another passphrase", "secrets in state are encrypted under a passphrase"],
  [
    "engine/secrets.test.ts",
    "reach no line of the display, whoever writes it",
    "secrets are masked in display, logs and errors",
  ],
  ["engine/secrets.test.ts", "move with the state: export, import, no change", "export and import"],
  [
    "engine/secrets.test.ts",
    "shows signs, differing properties, unknown values and a summary",
    "the display of previews and updates",
  ],
  [
    "engine/secrets.test.ts",
    "shows of a refresh what was found to differ, what is gone, and no secret",
    "the display of refreshes",
  ],
  [
    "engine/saved-plan.test.ts",
    "does all that was planned: creates, updates, replacements and deletions",
    "a saved plan holds an update to what was previewed",
  ],
];
