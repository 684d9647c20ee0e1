import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineRunError } from "../../src/engine";
import { repository } from "../e2e/project";
import { makeAuthority, type Pem } from "../emulator/certificates.mts";
import { makeScratch, openExample } from "./support";

/** The example against the emulator of the command line, which asks for a certificate of its authority. */
describe("examples/mtls", () => {
  const scratch = makeScratch("mtls");
  const authority = makeAuthority("ours");
  let emulator: ChildProcess;
  let url = "";

  const write = (name: string, text: string): string => {
    const path = join(scratch.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };

  beforeAll(async () => {
    const server = authority.issue("localhost", { hosts: ["localhost", "127.0.0.1"] });
    const options = ["--tls-cert", write("server.pem", server.cert), "--tls-key", write("server-key.pem", server.key)];
    const command = [join(repository, "dist", "cli", "main.js"), "emulator", ...options];
    const args = [...command, "--client-ca", write("ca.pem", authority.cert)];
    emulator = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    if (emulator.stdout === null) throw new Error("the emulator has no output");
    for await (const line of createInterface({ input: emulator.stdout })) {
      ({ url } = JSON.parse(line) as { url: string });
      break;
    }
  });
  afterAll(async () => {
    emulator.kill();
    await once(emulator, "exit");
    scratch.remove();
  });

  const up = async (stackName: string, { cert, key }: Pem) => {
    const stack = await openExample("mtls", {
      scratch: scratch.folder,
      stackName,
      program: () => import("../../examples/mtls/index.js"),
      config: {
        baseUrl: url,
        caCert: join(scratch.folder, "ca.pem"),
        clientCert: write("client.pem", cert),
        clientKey: { value: write("client-key.pem", key), secret: true },
      },
    });
    return stack.up();
  };

  it("makes a user and a key with a certificate and no API key", async () => {
    expect(url).toMatch(/^https:/);
    const run = await up("dev", authority.issue("a laptop"));
    expect(run.summary.resourceChanges).toEqual({ create: 5 }); // stack, provider, identity, user, key
    expect(run.outputs.apiKey).toEqual({ secret: true, value: expect.stringMatching(/^emu_/) });
  });

  it("fails with a certificate of another authority, and says so", async () => {
    const error = await up("foreign", makeAuthority("theirs").issue("a laptop")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineRunError);
    expect(String(error)).toMatch(/certificate/);
  });
});
