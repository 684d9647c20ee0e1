/** A service that runs Pulumi by itself: previews, carries out rotations, and leaves everything else to a person. */
import { pathToFileURL } from "node:url";
import { type EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import * as digicert from "pulumi-digicert-one";

/** The program, inline: it needs no folder of its own. */
export async function program(): Promise<Record<string, unknown>> {
  const user = new digicert.ServiceUser("batch", {
    email: "team@example.com",
    accountIds: [digicert.getAccountOutput().id],
    roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
    lifetimeDays: 365,
  });
  const pair = new digicert.RotatingApiKey("batch", { serviceUser: user, lifetimeDays: 90, overlapDays: 7 });
  // It holds no secret. A state from `stack.exportStack()` would hold every key in the clear.
  const plan = digicert.rotationPlan([user, pair], { withinDays: 60 });
  return { rotateOn: pair.rotateOn, apiKey: pair.value, plan };
}

/** One step of a preview. */
export interface Planned {
  readonly op: string;
  readonly type: string;
  readonly name: string;
}

/** Rotations replace slots, and extend users in place. What nobody is there to see is a user or a pair that comes or goes. */
export const forAPerson = (steps: readonly Planned[]): Planned[] =>
  steps.filter(({ op, type }) => (op === "create" || op === "delete") && type.includes("digicert-one:"));

const plannedIn = ({ resourcePreEvent }: EngineEvent): Planned[] => {
  if (resourcePreEvent === undefined) return [];
  const { op, type, urn } = resourcePreEvent.metadata;
  return [{ op, type, name: urn.split("::").at(-1) ?? urn }];
};

async function main([stackName = "dev", approved]: readonly string[]): Promise<void> {
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: "automation-api", program });
  const steps: Planned[] = [];
  const { changeSummary } = await stack.preview({ onEvent: (event) => steps.push(...plannedIn(event)) });
  const open = forAPerson(steps);
  if (open.length > 0 && approved !== "--approved") {
    console.error("A person should look at this first, and run with --approved:");
    for (const { op, name } of open) console.error(`  ${op} ${name}`);
    process.exitCode = 2;
    return;
  }
  if (Object.keys(changeSummary).every((op) => op === "same")) console.log("Nothing is due.");
  else await stack.up({ onOutput: console.log });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
