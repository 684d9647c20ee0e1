/** Two processes with one key, as a program and its provider are, or the runs of two stacks. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../../src/emulator";

const run = promisify(execFile);
const client = join(__dirname, "../../../dist/client/index.js");
const LIMITS = "30/1500ms,10/250ms";
const READS = 45;
const folders = Array.from({ length: 2 }, () => mkdtempSync(join(tmpdir(), "limits-")));
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const PROGRAM = `
  const { createClient, resolveSettings } = require(${JSON.stringify(client)});
  const client = createClient(resolveSettings());
  const nobody = "00000000-0000-4000-8000-000000000000";
  const read = () => client.serviceUsers.get(nobody).catch(({ status }) => status === 404 || process.exit(1));
  Promise.all(Array.from({ length: ${READS} }, read)).then(() => client.close());
`;

/** What the files below a folder hold. */
const linesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .flatMap((file) => readFileSync(join(file.parentPath, file.name), "utf8").split("\n"));

/** Both read at the same time; how often the server refused, and how many calls it served. */
async function readAtOnce(temporary: readonly string[]): Promise<{ refused: number; served: number }> {
  const emulator = await startEmulator({ rateLimits: LIMITS });
  try {
    const env = {
      ...process.env,
      DIGICERT_ONE_BASE_URL: emulator.url,
      DIGICERT_ONE_API_KEY: emulator.apiKey,
      DIGICERT_ONE_RATE_LIMITS: LIMITS,
    };
    const started = temporary.map((TMPDIR) => run(process.execPath, ["-e", PROGRAM], { env: { ...env, TMPDIR } }));
    await Promise.all(started);
    const journal = await emulator.journal();
    const refused = journal.filter(({ status }) => status === 429).length;
    return { refused, served: journal.length - refused };
  } finally {
    await emulator.close();
  }
}

describe("processes of one machine", () => {
  const [one = "", other = ""] = folders;

  it("keep to the limits of a key together", async () => {
    expect(await readAtOnce([one, one])).toEqual({ refused: 0, served: 2 * READS });
    // 30 s are the default for a call.
    const taken = linesBelow(one).filter((line) => line.startsWith("taken "));
    expect(taken.length).toBeGreaterThanOrEqual(2 * READS);
    const within = taken.map((line) => line.split(" ").slice(2).map(Number)).map(([at = 0, overAt = 0]) => overAt - at);
    expect(Math.min(...within)).toBeGreaterThan(30_000);
    expect(Math.max(...within)).toBeLessThanOrEqual(35_000);
  });

  it("are refused now and then where they cannot know each other, and get through", async () => {
    const { refused, served } = await readAtOnce([one, other]);
    expect(served).toBe(2 * READS);
    expect(refused).toBeGreaterThan(0);
  });
});
