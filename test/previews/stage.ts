/** Plays an event on the embedded engine in this process, and shows the plain text of its preview. */
import { vi } from "vitest";
import { startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider } from "../../src/engine";
import {
  ApiKey,
  type ApiKeyArgs,
  RotatingApiKey,
  type RotatingApiKeyArgs,
  ServiceUser,
  type ServiceUserArgs,
} from "../../src/index";
import { handlersNamedIn } from "../resources/rotating-world";
import type { Event, Program } from "./events";

/** The plain text of the preview, with names and ids that chance decides replaced, and what its diagnostics say. */
export async function previewOf(event: Event): Promise<{ stdout: string; said: string[] }> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z" });
  vi.stubEnv("DIGICERT_ONE_BASE_URL", emulator.url);
  vi.stubEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
  vi.stubEnv("DIGICERT_ONE_RATE_LIMITS", "off");
  vi.stubEnv("DIGICERT_ONE_MAX_RETRY_SECONDS", "1");
  let program: Program = {};
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "signing",
    stackName: "prod",
    workDir: process.cwd(),
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    loadProvider: (text) => handlersNamedIn(text) as ReturnType<LoadProvider>,
    program: () => declare(program, emulator.accountId),
  });
  const goTo = async (day: string) => {
    await emulator.setClock(`${day}T12:00:00Z`);
    vi.stubEnv("DIGICERT_ONE_AS_OF", day);
  };
  try {
    for (const deed of event.before) {
      if ("holder" in deed) {
        const email = "other@example.com";
        await emulator.addUser({
          user_type: "service",
          friendly_name: deed.holder,
          email,
          accounts: [emulator.accountId],
        });
      } else if ("mints" in deed) {
        if (deed.mints) await emulator.clearFaults();
        else
          await emulator.addFault({
            match: { method: "POST", path: "/api-access-token" },
            kind: "status",
            status: 503,
          });
      } else {
        await goTo(deed.on);
        program = deed.up;
        await stack.up().catch((error: unknown) => {
          if (!(deed.fails && error instanceof EngineRunError)) throw error;
        });
      }
    }
    await goTo(event.on);
    program = event.preview;
    const { stdout, diagnostics } = await stack.preview();
    const said = diagnostics.map(({ severity, message }) => `${severity === "info" ? "" : `${severity}: `}${message}`);
    return { stdout: withoutChance(stdout), said };
  } finally {
    vi.unstubAllEnvs();
    await emulator.close();
  }
}

/** Names of keys and ids of schedules are drawn. */
const withoutChance = (text: string) =>
  text
    .replaceAll(/(?<=\d{4}-\d\d-\d\d-|-endless-)[0-9a-f]{8}/g, "1a2b3c4d")
    .replaceAll(/"[0-9a-f]{12}(?=-\d+")/g, '"schedule');

function declare({ isEndless = false, user, key, pair }: Program, accountId: string): void {
  const serviceUser = new ServiceUser("ci", {
    ...{ nickname: "ci", email: "team@example.com", accountIds: [accountId], roleIds: [] },
    ...(!isEndless && user?.lifetimeDays === undefined && { endDate: "2030-12-31" }),
    ...user,
  } as ServiceUserArgs);
  if (key) new ApiKey("ci", { serviceUser, ...key } as ApiKeyArgs);
  if (pair) new RotatingApiKey("app", { serviceUser, lifetimeDays: 90, ...pair } as RotatingApiKeyArgs);
}
