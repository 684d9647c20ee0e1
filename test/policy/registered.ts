/** What a program registers, as the engine hands it to a policy pack: by a preview's plan, or by the state after an update. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../src/emulator";
import { EmbeddedStack, type PulumiProgram } from "../../src/engine";
import { folderOf } from "../examples/support";
import type { Registered } from "./analyzer.mts";
import { plannedIn, withSecrets } from "./planned.mts";

export interface Run {
  readonly emulator: Emulator;
  readonly scratch: string;
  readonly stackName?: string;
}

let count = 0;

async function open({ emulator, stackName = "dev" }: Run, program: PulumiProgram): Promise<EmbeddedStack> {
  return EmbeddedStack.createOrSelect({
    projectName: "policies",
    stackName,
    workDir: folderOf("quickstart"), // from where the package resolves
    stateFile: false,
    host: "in-process",
    program,
    config: {
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });
}

/** Of a new stack: inputs with what is not known before an update. */
export async function previewed(run: Run, program: PulumiProgram): Promise<Registered[]> {
  count += 1;
  const file = join(run.scratch, `plan-${count}.json`);
  await (await open(run, program)).preview({ plan: file });
  return plannedIn(readFileSync(file, "utf8"));
}

/** After an update of a new stack, which is destroyed again. */
export async function updated(run: Run, program: PulumiProgram): Promise<Registered[]> {
  const stack = await open(run, program);
  await stack.up();
  const { deployment } = await stack.exportStack();
  await stack.destroy();
  const { resources } = deployment as unknown as { resources: Registered[] };
  return resources.map(({ urn, type, inputs }) => ({ urn, type, inputs: withSecrets(inputs ?? {}) }));
}
