import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { clientOf } from "./support/client";

const root = join(__dirname, "..", "..");
const path = join(root, "docs", "reference", "client.md");
const page = readFileSync(path, "utf8");

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 3 });
  // Something for the audit log to tell, whichever example runs alone.
  const client = clientOf(emulator.url, { apiKey: emulator.apiKey });
  for (const nickname of ["one", "two"]) {
    const input = { nickname, description: "", email: "a@example.com", accountIds: [emulator.accountId], roleIds: [] };
    await client.serviceUsers.create(input, { find: () => false });
  }
});
afterAll(() => emulator.close());

async function run(code: string): Promise<{ status: number | null; out: string; errors: string }> {
  const env = { ...process.env, DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: emulator.apiKey };
  // From the project's root its own name resolves to the built package.
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], { cwd: root, env });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { status, out, errors };
}

describe("docs/reference/client.md", () => {
  const examples = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  const expected = [
    /ACTIVE|^$/,
    /true\ntrue\n$/,
    /^(role .* (\d+|unknown)\n)+found Account Manager\nfound document_trust_manager\naccount .* true\naudit \d{4}-.* \w+ USER SUCCESS\n$/i,
    /^true false false\n$/,
    /^first true\nCould not read the audit log: the caller gave up\. .* false\n$/,
    /^404 resource_not_found true\n$/,
    /^answer GET \/account\/api\/v1\/user\/me 200 /,
  ];

  it.each(examples.map((code, i) => [i + 1, code] as const))("example %i runs", async (number, code) => {
    const { status, out, errors } = await run(code);
    expect(status, errors).toBe(0);
    expect(out).toMatch(expected[number - 1] ?? /never/);
  });

  it("has an example for each of the expectations above", () => {
    expect(examples).toHaveLength(expected.length);
  });
});
