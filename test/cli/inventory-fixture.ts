/** A tenant with a history: users that people made by hand over years, through the API of the emulator. */
import { EXIT } from "../../src/cli/exit-codes";
import { inventoryCommand } from "../../src/cli/inventory";
import type { CommandIo } from "../../src/cli/process-io";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { addDays } from "../../src/rotation";
import { call, makeKey, makeUser, roleId } from "../emulator/harness";

export const today = (): string => new Date().toISOString().slice(0, 10);

/** What a hostile hand may have written: ends of strings, comments and lines, interpolations, directions. */
const NASTY = `He said "it's \`\${1}\`" */ // \\ \n\r\n\u2028\u2029\u202e end\t\u0007 ü 日本 🙂`;

export interface History {
  readonly emulator: Emulator;
  /** The users that were made, by id, with the end that each was given. */
  readonly ends: ReadonlyMap<string, string | undefined>;
}

/**
 * Makes so many users of each kind in turn: with and without end, roles, description; disabled; of the other account first; with
 * applications of their own; with further keys; with names that look alike.
 * @param isShownWhole false for a tenant that shows what is documented: one account and roles that permissions tell
 */
export async function makeHistory(count: number, options: EmulatorOptions = {}, isShownWhole = true): Promise<History> {
  const emulator = await startEmulator({ seed: 11, rateLimits: "off", ...options });
  const other = isShownWhole ? (await emulator.addAccount({ name: 'Other "Ltd"\n// x' })).id : emulator.accountId;
  const { roles } = await emulator.state();
  const [auditor, signer] = [await roleId(emulator, "Auditor"), await roleId(emulator, "Document signer")];
  const certificates = await roleId(emulator, "Certificate manager");
  const applications = [...new Set(roles.map((role) => String(role.application_id)))];
  const sets = [[auditor], [signer, auditor], [], [certificates, signer]];
  const ends = new Map<string, string | undefined>();
  for (let index = 0; index < count; index += 1) {
    const end = index % 3 === 0 ? undefined : addDays(today(), 30 + index);
    const { id } = await makeUser(emulator, {
      friendly_name: nameOf(index),
      description: index % 4 === 0 ? "" : `${NASTY} ${index}`.trim(),
      email: `Team-${index}@example.com`,
      roles: sets[index % sets.length],
      accounts: accountsOf(index, emulator.accountId, other),
      ...(end !== undefined && { end_date: end }),
      ...(index % 7 === 2 && { applications }),
    });
    if (index % 5 === 1) await call(emulator, "PUT", `/user/${id}/disable`);
    if (index % 6 === 2) await makeKey(emulator, id, `by hand ${index}`, end);
    ends.set(id, end);
  }
  return { emulator, ends };
}

/** Names that make the same name of a resource, come in pairs: `svc 4`, `svc_4`, and those that begin with a digit. */
function nameOf(index: number): string {
  const pair = index - (index % 2);
  if (index % 10 === 9) return `${index} class`;
  return index % 2 === 0 ? `Svc ${pair}` : `svc-${pair}`;
}

function accountsOf(index: number, first: string, other: string): string[] {
  if (first === other) return [first];
  return index % 4 === 1 ? [other, first] : index % 4 === 2 ? [other] : [first];
}

/** How a run of the command went. */
export interface InventoryRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const settingsOf = (emulator: Emulator, apiKey = emulator.apiKey): Record<string, string> => ({
  DIGICERT_ONE_BASE_URL: emulator.url,
  DIGICERT_ONE_API_KEY: apiKey,
  DIGICERT_ONE_RATE_LIMITS: "off",
  DIGICERT_ONE_MAX_RETRY_SECONDS: "5",
});

/** Runs the command in this process. */
export async function inventory(
  emulator: Emulator,
  argv: readonly string[] = [],
  { apiKey, stdin = "" }: { apiKey?: string | undefined; stdin?: string } = {},
): Promise<InventoryRun> {
  const run = { code: 0 as number, out: "", err: "" };
  const io: CommandIo = {
    env: settingsOf(emulator, apiKey),
    now: () => Date.now(),
    readStdin: async () => stdin,
    stdinIsTerminal: () => false,
    errorIsTerminal: () => false,
    write: (text) => {
      run.out += text;
    },
    writeError: (text) => {
      run.err += text;
    },
    ask: () => Promise.reject(new Error("Nobody is asked.")),
    exit: (code) => {
      run.code = code;
    },
  };
  const command = inventoryCommand(io)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(["node", "inventory", ...argv]);
  } catch (error) {
    if (!(error instanceof Error && "exitCode" in error)) throw error;
    return { ...run, code: EXIT.usage, err: run.err + error.message };
  }
  return run;
}
