/** `digicert-one doctor` as it is installed: the program itself, in a process of its own. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { startEmulator } from "../../src/testing";
import { authority, issue, pkcs12 } from "../client/support/certificates";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("DIGICERT") && !/_proxy$/i.test(name)),
);

const run = (argv: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [main, "doctor", ...argv], { encoding: "utf8", env: { ...bare, ...env } });

it("digicert-one doctor --help shows its options and its exit codes", () => {
  const { status, stdout } = run(["--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("--json");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    `Exit codes: ${EXIT.ok} all is well ${EXIT.failure} the command failed, or its output could not be written ${EXIT.found} something was found that needs a hand ${EXIT.usage} it was called wrongly`,
  );
});

it("digicert-one doctor called wrongly exits with the code that its help names", () => {
  expect(run(["--nonsense"]).status).toBe(EXIT.usage);
  expect(run(["nonsense"]).status).toBe(EXIT.usage);
});

it("digicert-one doctor without a key says so, in plain lines for a pipe and as JSON", () => {
  const plain = run([]);
  expect(plain.status).toBe(EXIT.found);
  expect(plain.stdout).toMatch(/^✗ Settings {12}No API key is set$/m);
  expect(plain.stdout).toMatch(/^- Host {16}because this failed: Settings$/m);
  expect(plain.stdout).toContain("Begin with: Settings.");
  expect(plain.stdout).not.toContain("\u001b");
  const { checks } = JSON.parse(run(["--json"]).stdout);
  expect(checks.find(({ verdict }: { verdict: string }) => verdict === "fail")).toMatchObject({ id: "settings" });
});

it("digicert-one doctor ends with what it has found so far where its reader has seen enough, as head has", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const env = {
    ...bare,
    DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${port}`,
    DIGICERT_ONE_API_KEY: "some-key-0123456789",
  };
  const misspelt = { ...env, DIGICERT_ONE_TIMEOUTS: "5" };
  const child = spawn(process.execPath, [main, "doctor"], { env: misspelt, stdio: ["ignore", "pipe", "pipe"] });
  const said = text(child.stderr);
  child.stdout.on("data", (data: Buffer) => {
    if (data.includes("Names of settings")) child.stdout.destroy();
  });
  const [code] = await once(child, "close");
  expect(code).toBe(EXIT.found);
  expect(await said).not.toContain("Error");
  silent.close();
}, 20_000);

describe("with a canary in every setting that is a secret", () => {
  const ca = authority("CA");
  const client = issue(ca, "client", { toDays: 90 });
  const password = "canary-pfx-password-4f1c";
  const pfx = pkcs12(client, password).toString("base64");
  const secrets = [
    password,
    "canary-key-8d2e",
    "canary-key-77aa",
    "canary-proxy-19b3",
    "canary-misspelt-c0de",
    pfx,
    client.key,
  ];
  const env: Record<string, string> = {
    DIGICERT_ONE_API_KEY: "canary-key-8d2e",
    DIGICERT_ONE_API_KEYS: "canary-key-77aa",
    DIGICERT_ONE_CLIENT_CERT_PASSWORD: password,
    HTTPS_PROXY: "http://user:canary-proxy-19b3@127.0.0.1:1",
    DIGICERT_ONE_TIMEOUT: "canary-misspelt-c0de",
  };
  const withPfx = { ...env, DIGICERT_ONE_CLIENT_PFX: pfx };
  const states: Record<string, Record<string, string>> = {
    "settings that contradict each other": { ...withPfx, DIGICERT_ONE_CLIENT_KEY: client.key },
    "a proxy that is not there": withPfx,
    "a key that is given as its certificate": {
      ...env,
      DIGICERT_ONE_CLIENT_CERT: ca.cert,
      DIGICERT_ONE_CLIENT_KEY: client.key,
    },
    "a misspelt key": { DIGICERT_ONE_APIKEY: "canary-misspelt-c0de" },
  };

  it.each(Object.entries(states))("none is in what it writes: %s", (_title, state) => {
    for (const argv of [[], ["--json"]]) {
      const { status, stdout, stderr } = run(argv, state);
      expect(status).toBe(EXIT.found);
      const said = stdout + stderr;
      expect(said.length).toBeGreaterThan(1_000);
      expect(said).not.toContain("canary");
      for (const secret of secrets) {
        expect(said).not.toContain(secret);
        expect(said).not.toContain(Buffer.from(secret).toString("base64"));
        const line = secret.split("\n").find((each) => each.length > 20 && !each.startsWith("-----"));
        if (line !== undefined) expect(said).not.toContain(line);
      }
    }
  });
});

it("digicert-one doctor on a good tenant ends with 0, and shows colors on no pipe", async () => {
  const emulator = await startEmulator({ rateLimits: "off" });
  try {
    const env = { ...bare, DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: emulator.apiKey };
    const child = spawn(process.execPath, [main, "doctor"], { env, stdio: ["ignore", "pipe", "inherit"] });
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^✓ Who we are {10}Emulator administrator: service user, status ACTIVE/m);
    expect(out).toContain("Nothing is wrong as far as reading shows.");
    expect(out).not.toContain(emulator.apiKey);
    const written = (await emulator.journal()).filter(({ method }) => method !== "GET");
    expect(written).toEqual([]);
  } finally {
    await emulator.close();
  }
});
