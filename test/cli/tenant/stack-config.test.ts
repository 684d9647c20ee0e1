/** `--stack`: the settings of a stack's config, as Pulumi's command line shows them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { processIo } from "../../../src/cli/process-io";
import { commandSettings } from "../../../src/cli/settings";
import { withStack } from "../../../src/cli/tenant/stack-config";
import { startEmulator } from "../../../src/emulator";
import { executable } from "../../docs/executable";
import { checksOf, doctor } from "../../examiner/doctor/doctor-fixture";

const folder = mkdtempSync(join(tmpdir(), "stack-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command line that knows one stack, `dev`, with this config, or that prints this text of it. */
function pulumiWith(config: Record<string, { value: string; secret: boolean }> | string): string {
  const bin = join(folder, "bin");
  const program = `
    const { writeFileSync } = require("node:fs");
    const args = process.argv.slice(1);
    writeFileSync(${JSON.stringify(join(folder, "args.json"))}, JSON.stringify(args));
    if (args[args.indexOf("--stack") + 1] !== "dev") {
      console.error("error: no stack named 'prod' found");
      process.exit(255);
    }
    console.log(${JSON.stringify(typeof config === "string" ? config : JSON.stringify(config))});`;
  executable(join(bin, "pulumi"), `exec "${process.execPath}" -e '${program.replaceAll("'", `'"'"'`)}' -- "$@"`);
  return [bin, dirname(process.execPath), process.env.PATH].join(":");
}

const said: string[] = [];
beforeEach(() => void said.splice(0));

async function envOf(config: Parameters<typeof pulumiWith>[0], env: Record<string, string> = {}, name = "dev") {
  const io = {
    ...processIo,
    env: { PATH: pulumiWith(config), ...env },
    writeError: (text: string) => void said.push(text),
  };
  return withStack(name, io);
}

const KEY = { value: "stack-key-0123456789", secret: true };

describe("with --stack", () => {
  it("the stack's config is read, secrets too, and its settings go before the environment's", async () => {
    const io = await envOf(
      {
        "digicert-one:apiKey": KEY,
        "digicert-one:region": { value: "nl", secret: false },
        "app:x": { value: "1", secret: false },
      },
      { DIGICERT_ONE_API_KEY: "environment-key-01234", DIGICERT_ONE_TIMEOUT_SECONDS: "7" },
    );
    expect(JSON.parse(readFileSync(join(folder, "args.json"), "utf8"))).toEqual(
      expect.arrayContaining(["config", "--stack", "dev", "--show-secrets", "--json"]),
    );
    expect(commandSettings(io)).toMatchObject({ apiKeys: [KEY.value], region: "nl", timeoutSeconds: 7 });
    expect([...(io.stack?.names ?? [])].sort()).toEqual(["apiKey", "region"]);
    expect(said).toEqual([]);
  });

  it("a config that is no JSON is refused, and none of it is quoted", async () => {
    const refusal = envOf(`warning: old version ${KEY.value}`);
    await expect(refusal).rejects.toThrow("`pulumi config --json` printed no JSON. Run it yourself to see why");
    await expect(refusal).rejects.not.toThrow(KEY.value.slice(0, 8));
  });

  it("one setting of a group keeps the environment out of all, as in a run", async () => {
    const variables = {
      DIGICERT_ONE_API_KEYS: "one-0123456789,two-0123456789",
      DIGICERT_ONE_BASE_URL: "https://other.example.com",
    };
    const both = { "digicert-one:apiKey": KEY, "digicert-one:region": { value: "jp", secret: false } };
    expect(commandSettings(await envOf(both, variables))).toMatchObject({ apiKeys: [KEY.value], region: "jp" });
    // The twin: where the stack sets neither, the environment does.
    const neither = commandSettings(await envOf({}, variables));
    expect(neither).toMatchObject({ host: "other.example.com" });
    expect(neither.apiKeys).toHaveLength(2);
  });

  it("a misspelt setting of the tenant stops the command, and a key in the clear is warned of", async () => {
    await expect(envOf({ "digicert-one:apikey": KEY })).rejects.toThrow("digicert-one:apikey");
    await envOf({ "digicert-one:apiKey": { ...KEY, secret: false } });
    expect(said.join()).toMatch(/warning: .*digicert-one:apiKey/);
    expect(said.join()).not.toContain(KEY.value);
  });

  it("a stack that Pulumi does not show fails with Pulumi's words, and a missing command line with its name", async () => {
    await expect(envOf({}, {}, "prod")).rejects.toThrow(
      /The config of the stack prod could not be read: error: no stack named/,
    );
    await expect(envOf({}, { PATH: folder })).rejects.toThrow(/`pulumi` is not on the path/);
  });

  it("nothing is asked where no stack is named", async () => {
    const io = { ...processIo, env: {} };
    expect(await withStack(undefined, io)).toBe(io);
    expect(() => commandSettings({ env: {}, writeError: () => undefined })).toThrow("add --stack NAME");
  });
});

it("doctor looks with the settings of a stack, and says where each stands", async () => {
  const emulator = await startEmulator();
  try {
    const config = {
      "digicert-one:baseUrl": { value: emulator.url, secret: false },
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    };
    const env = { PATH: pulumiWith(config) };
    const { code, out } = await doctor(env, { argv: ["--stack", "dev"] });
    expect(out).toContain("apiKey = set, not shown (from the config of stack dev)");
    expect(out).toContain("✓ Key");
    expect(out).not.toContain(emulator.apiKey);
    expect(code).toBe(0);
    const without = await checksOf({ PATH: env.PATH });
    expect(without.of("settings").remedy).toContain("add --stack NAME");
  } finally {
    await emulator.close();
  }
});
