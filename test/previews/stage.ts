/** A stack for the play, on the engine that is given; programs are written as text. */
import { startEmulator } from "../../src/emulator";
import type { MakeStack } from "../e2e/engines";
import { makeProject } from "../e2e/project";
import { RunFailed } from "../e2e/stack";
import type { Program } from "./events";
import type { Stage } from "./play";

/** Runs something on a stage of its own. */
export async function onStage<T>(makeStack: MakeStack, run: (stage: Stage) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z" });
  const project = makeProject({ name: "signing", program: "" });
  const declare = (program: Program) => project.setProgram(textOf(program, emulator.accountId));
  try {
    const stack = await makeStack(project);
    stack.setEnv("DIGICERT_ONE_BASE_URL", emulator.url);
    stack.setEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
    stack.setEnv("DIGICERT_ONE_RATE_LIMITS", "off");
    stack.setEnv("DIGICERT_ONE_MAX_RETRY_SECONDS", "1");
    return await run({
      emulator,
      goTo: (day) => stack.setEnv("DIGICERT_ONE_AS_OF", day),
      async up(program) {
        declare(program);
        try {
          await stack.up();
          return true;
        } catch (error) {
          if (error instanceof RunFailed) return false;
          throw error;
        }
      },
      preview(program) {
        declare(program);
        return stack.preview();
      },
    });
  } finally {
    project.remove();
    await emulator.close();
  }
}

function textOf({ isEndless = false, user, key, pair }: Program, accountId: string): string {
  const hasOwnEnd = isEndless || user?.lifetimeDays !== undefined;
  const userArgs = {
    ...{ nickname: "ci", email: "team@example.com", accountIds: [accountId], roleIds: [] },
    ...(!hasOwnEnd && { endDate: "2030-12-31" }),
    ...user,
  };
  const args = (own: object) => `{ serviceUser, ...${JSON.stringify(own)} }`;
  return [
    'const digicert = require("pulumi-digicert-one");',
    `const serviceUser = new digicert.ServiceUser("ci", ${JSON.stringify(userArgs)});`,
    ...(key ? [`new digicert.ApiKey("ci", ${args(key)});`] : []),
    ...(pair ? [`new digicert.RotatingApiKey("app", ${args({ lifetimeDays: 90, ...pair })});`] : []),
  ].join("\n");
}
