import { request } from "node:https";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { API_PREFIX } from "../../src/contract";
import { type Emulator, startEmulator } from "../../src/emulator";
import { type Authority, makeAuthority, type Pem } from "./certificates.mts";
import { roleId } from "./harness";

let ours: Authority;
let theirs: Authority;
let emulator: Emulator;

beforeAll(async () => {
  ours = makeAuthority("ours");
  theirs = makeAuthority("theirs");
  const server = ours.issue("localhost", { hosts: ["localhost", "127.0.0.1"] });
  emulator = await startEmulator({ tls: { ...server, clientCa: ours.cert } });
});

beforeEach(() => emulator.reset());

afterAll(() => emulator.close());

interface Said {
  readonly status: number;
  readonly name: unknown;
}

/** Asks who we are, presenting a certificate, a key, both or none. */
function whoAmI(to: Emulator, certificate: Pem | undefined, key?: string): Promise<Said> {
  const headers = { "user-agent": "test", ...(key === undefined ? {} : { "x-api-key": key }) };
  return new Promise((resolve, reject) => {
    const options = { ca: ours.cert, ...certificate, headers, agent: false };
    const outgoing = request(`${to.url}${API_PREFIX}/user/me`, options, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, name: JSON.parse(text).friendly_name }));
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

describe("an emulator that requires client certificates", () => {
  it("lets a certificate of its authority speak for the administrator, without a key", async () => {
    const certificate = ours.issue("some laptop");
    expect(await whoAmI(emulator, certificate)).toEqual({ status: 200, name: "Emulator administrator" });
  });

  it("lets a certificate that names a user speak for that user, until it is disabled", async () => {
    const roles = [await roleId(emulator, "Auditor")];
    await emulator.addUser({ user_type: "service", friendly_name: "ci", roles });
    const certificate = ours.issue("ci");
    expect(await whoAmI(emulator, certificate)).toEqual({ status: 200, name: "ci" });
    await emulator.reset();
    await emulator.addUser({ user_type: "service", friendly_name: "ci", roles, status: "DISABLED" });
    expect((await whoAmI(emulator, certificate)).status).toBe(401);
  });

  it("checks a key that is sent along", async () => {
    const certificate = ours.issue("some laptop");
    expect((await whoAmI(emulator, certificate, emulator.apiKey)).status).toBe(200);
    expect((await whoAmI(emulator, certificate, "emu_wrong")).status).toBe(401);
  });

  it("answers 401 to a certificate that has ended", async () => {
    expect((await whoAmI(emulator, ours.issue("some laptop", { days: -1 }))).status).toBe(401);
  });

  it("hangs up on who presents none, or one of another authority", async () => {
    await expect(whoAmI(emulator, undefined, emulator.apiKey)).rejects.toThrow();
    await expect(whoAmI(emulator, theirs.issue("some laptop"))).rejects.toThrow();
    expect((await whoAmI(emulator, ours.issue("some laptop"))).status).toBe(200);
  });
});

it("speaks TLS with keys alone when no client authority is given", async () => {
  const plain = await startEmulator({ tls: ours.issue("localhost", { hosts: ["localhost"] }) });
  expect(plain.url).toMatch(/^https:\/\/localhost:/);
  expect((await whoAmI(plain, undefined, plain.apiKey)).status).toBe(200);
  expect((await whoAmI(plain, undefined)).status).toBe(401);
  await plain.close();
});
