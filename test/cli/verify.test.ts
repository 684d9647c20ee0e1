import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommanderError } from "commander";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import type { CommandIo } from "../../src/cli/process-io";
import { verifyCommand } from "../../src/cli/verify";
import type { Emulator } from "../../src/emulator";
import { parseReport } from "../../src/examiner/report/report";
import { most } from "../../src/examiner/verify/announcement";
import { authority, issue, pkcs12 } from "../client/support/certificates";
import { swept } from "../examiner/verify/breaking";
import { holdings, startTenant } from "../examiner/verify/fixture";
import { settingsFor } from "../provider/apply-harness";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startTenant();
});
afterEach(() => emulator.close());

interface Options {
  readonly env?: Record<string, string>;
  /** What the person at the terminal types; without it there is no terminal. */
  readonly answer?: string;
  /** Interrupts at each line of progress that this matches. */
  readonly interruptAt?: RegExp;
}

async function verify(argv: readonly string[], { env = {}, answer, interruptAt }: Options = {}) {
  const run = { code: 0, out: "", err: "", questions: 0 };
  let interrupt = (): void => undefined;
  const io: CommandIo = {
    env: { ...settingsFor(emulator), ...env },
    now: Date.now,
    readStdin: () => Promise.resolve(""),
    stdinIsTerminal: () => answer !== undefined,
    errorIsTerminal: () => false,
    write: (text) => {
      run.out += text;
    },
    writeError: (text) => {
      run.err += text;
      if (interruptAt?.test(text)) interrupt();
    },
    ask: () => {
      run.questions += 1;
      return Promise.resolve(answer ?? "");
    },
    exit: (code) => {
      run.code = code;
    },
  };
  const command = verifyCommand(io, {
    on: (handler) => {
      interrupt = handler;
    },
    off: () => {
      interrupt = () => undefined;
    },
  }).exitOverride();
  try {
    await command.parseAsync([...argv], { from: "user" });
  } catch (error) {
    const { exitCode, message } = error as CommanderError;
    return { ...run, code: exitCode, err: run.err + message };
  }
  return run;
}

it("says what it makes, asks, makes it, removes it and ends with one sentence", async () => {
  const before = await holdings(emulator);
  const run = await verify([], { answer: "yes" });
  expect(run).toMatchObject({ code: EXIT.ok, questions: 1 });
  expect(run.err).toMatch(/at most \d service users named digicert-one-verify-[0-9a-f]{8}/);
  expect(run.out).toContain("50 of 59 facts are decided.");
  expect(run.out.trimEnd().split("\n").at(-1)).toBe("This package works on this tenant.");
  expect(await holdings(emulator)).toEqual(before);
});

it("sends nothing unless the answer is yes", async () => {
  expect(await verify([], { answer: "y" })).toMatchObject({ code: EXIT.failure, questions: 1, out: "" });
  expect(await emulator.journal()).toEqual([]);
});

it("is called wrongly where nobody can be asked, and where the day is another one", async () => {
  expect(await verify([])).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("add --yes") });
  const moved = await verify(["--yes"], { env: { DIGICERT_ONE_AS_OF: "2027-01-01" } });
  expect(moved).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("DIGICERT_ONE_AS_OF") });
  expect(await emulator.journal()).toEqual([]);
});

it("makes no more than it said, with the address that was given", async () => {
  await verify(["--yes", "--email", "somebody@example.com"]);
  const made = (path: string) =>
    emulator
      .journal()
      .then((calls) => calls.filter((each) => each.path.endsWith(path) && each.method === "POST" && each.status < 300));
  const [users, keys] = [await made("/user"), await made("/api-access-token")];
  expect(users.length).toBeGreaterThan(1);
  expect(users.length).toBeLessThanOrEqual(most.users);
  expect(keys.length).toBeGreaterThan(1);
  expect(keys.length).toBeLessThanOrEqual(most.keys);
});

it("writes a report, as JSON or Markdown, and says before anything is sent where it could not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];
    await verify(["--yes", "--report", json]);
    expect(parseReport(readFileSync(json, "utf8"))).toMatchObject({ outcome: "works", decided: 50 });
    await verify(["--yes", "--report", markdown]);
    expect(readFileSync(markdown, "utf8")).toMatch(
      /^# digicert-one verify\n\nThis package works on this tenant\. 50 of 59/,
    );
    await emulator.clearJournal();
    for (const path of [join(folder, "report.txt"), join(folder, "nowhere", "report.json")]) {
      expect(await verify(["--yes", "--report", path])).toMatchObject({ code: EXIT.usage });
    }
    expect(await emulator.journal()).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("exits 2 with the remedy where the package does not cope", async () => {
  await emulator.close();
  emulator = await startTenant({ variants: ["single-key"] });
  const run = await verify(["--yes"]);
  expect(run.code).toBe(EXIT.found);
  expect(run.out).toMatch(/single-key: No ApiKey.*initialKey: "keep"/);
  expect(run.out).toContain("not known to work on this tenant, because of single-key.");
});

it("says within which limits it copes", async () => {
  await emulator.close();
  emulator = await startTenant({ variants: ["asked-life-granted"] });
  const run = await verify(["--yes"]);
  expect(run.code).toBe(EXIT.ok);
  expect(run.out).toMatch(
    /at most 30 days here.*\nThis package works on this tenant, within the limits of asked-life-granted\.\n$/s,
  );
});

it("removes everything after an interrupt, and says so", async () => {
  const before = await holdings(emulator);
  const run = await verify(["--yes"], { interruptAt: /create-key:/ });
  expect(run.code).toBe(EXIT.failure);
  expect(run.out).toContain("The run was interrupted, and everything that it had made is removed.");
  expect((await emulator.journal()).some(({ method, path }) => method === "POST" && path.endsWith("/user"))).toBe(true);
  expect(await holdings(emulator)).toEqual(before);
});

it("names what is left after a second interrupt", async () => {
  const run = await verify(["--yes"], { interruptAt: /read-user:|Removing/ });
  expect(run).toMatchObject({
    code: EXIT.failure,
    out: expect.stringContaining("Not everything that this run made is removed."),
  });
  const [, id = ""] = /Still there: the service user digicert-one-verify-[0-9a-f]{8} \((.+?)\)/.exec(run.err) ?? [];
  expect(await swept(emulator)).toContain(id);
});

it("shows no secret, name, address or id of anybody: not of the key, the user, the account or a role", async () => {
  await emulator.addUser({ user_type: "standard", email: "canary.person@example.com", friendly_name: "Canary Person" });
  const run = await verify(["--yes"]);
  const { users, tokens, roles, accounts } = await emulator.state();
  const canaries = [
    emulator.apiKey,
    emulator.apiKey.slice(4, 20),
    ...users.flatMap((user) => [user.id, user.email, user.friendly_name]),
    ...tokens.map(({ id }) => id),
    ...roles.flatMap(({ id, name }) => [id, name]),
    ...accounts.flatMap(({ id, name }) => [id, name]),
  ].map(String);
  expect(canaries.length).toBeGreaterThan(15);
  for (const canary of canaries) expect(run.out + run.err, canary).not.toContain(canary);
  expect(run.out + run.err).toContain("digicert-one-verify-");
  expect(run.out + run.err).not.toMatch(/emu_[0-9a-f]/);
});

it("leaks no setting, over TLS with a client certificate and a password, and decides nothing by a key beside it", async () => {
  await emulator.close();
  const ca = authority("CA");
  const server = issue(ca, "localhost", { hosts: ["localhost"] });
  emulator = await startTenant({ tls: { cert: server.cert, key: server.key, clientCa: ca.cert } });
  const pfx = pkcs12(issue(ca, "client"), "canary-password-4f1c").toString("base64");
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    const report = join(folder, "report.json");
    const run = await verify(["--yes", "--report", report], {
      env: {
        DIGICERT_ONE_CLIENT_PFX: pfx,
        DIGICERT_ONE_CLIENT_CERT_PASSWORD: "canary-password-4f1c",
        DIGICERT_ONE_CA_CERT: ca.cert,
        DIGICERT_ONE_FORMER_HOSTS: "canary.former.example.com",
        DIGICERT_ONE_API_KEY_END_DATE: "2031-07-19",
      },
    });
    const written = readFileSync(report, "utf8");
    expect(written).toContain("a client certificate goes along");
    expect(parseReport(written)).toMatchObject({ outcome: "works", decided: 48 });
    const canaries = [emulator.apiKey, "canary", pfx.slice(100, 130), ca.cert.slice(100, 130), "2031-07-19"];
    for (const canary of canaries) expect(run.out + run.err + written).not.toContain(canary);
    expect(written).not.toContain("localhost");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
