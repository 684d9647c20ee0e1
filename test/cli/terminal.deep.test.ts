/** What commands show at a terminal, and elsewhere not: colors, and what they do meanwhile. Needs script(1) of util-linux. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { makeUser } from "../emulator/harness";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const hasScript = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off" });
  for (const name of ["one", "two", "three"]) await makeUser(emulator, { friendly_name: name });
});
afterAll(() => emulator.close());
afterEach(() => emulator.clearFaults());

/** Runs a command at a terminal, or with pipes; what it shows on either stream. */
async function shown(where: "terminal" | "pipes", args: string, more: Record<string, string> = {}): Promise<string> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
  const tenant = { DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: emulator.apiKey };
  const env = { ...rest, TERM: "xterm", ...tenant, ...more };
  const line = `"${process.execPath}" "${main}" ${args}`;
  const [command, ...given] =
    where === "terminal" ? ["script", "-qec", line, "/dev/null"] : ["sh", "-c", `${line} 2>&1`];
  const child = spawn(command ?? "", given, { env, stdio: ["ignore", "pipe", "inherit"] });
  return await text(child.stdout);
}

const slow = () => emulator.addFault({ kind: "delay", delayMs: 700 });

describe.skipIf(!hasScript)("at a terminal", { timeout: 120_000 }, () => {
  it("doctor shows colors, unless NO_COLOR or a dumb terminal says otherwise", async () => {
    expect(await shown("terminal", "doctor")).toContain("\u001b[");
    expect(await shown("terminal", "doctor", { NO_COLOR: "1" })).not.toContain("\u001b");
    expect(await shown("terminal", "doctor", { TERM: "dumb" })).not.toContain("\u001b");
  });

  it.each(["inventory", "sweep --verify", "doctor --json"])(
    "%s says what it does once that takes over a second",
    async (args) => {
      await slow();
      expect(await shown("terminal", args)).toMatch(/^(Listing|Looking|Asking|\S.* has been looked at).* …\r?$/m);
    },
  );

  it("inventory says nothing meanwhile where no rest of it takes long", async () => {
    const said = await shown("terminal", "inventory");
    expect(said).toContain("Seen at");
    expect((said.match(/ …\r?$/gm) ?? []).length).toBeLessThanOrEqual(1);
  });
});

describe("elsewhere", { timeout: 120_000 }, () => {
  it("doctor shows colors only where FORCE_COLOR says so", async () => {
    expect(await shown("pipes", "doctor")).not.toContain("\u001b");
    expect(await shown("pipes", "doctor", { FORCE_COLOR: "1" })).toContain("\u001b[");
    expect(await shown("pipes", "doctor", { FORCE_COLOR: "0" })).not.toContain("\u001b");
    expect(await shown("pipes", "doctor", { FORCE_COLOR: "1", NO_COLOR: "1" })).not.toContain("\u001b");
  });

  it("nothing is said meanwhile, however long it takes", async () => {
    await slow();
    const said = await shown("pipes", "inventory");
    expect(said).toContain("Seen at");
    expect(said).not.toMatch(/ …$/m);
  });
});
