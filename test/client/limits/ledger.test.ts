import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLedger } from "../../../src/client/limits/ledger";

vi.mock("node:os", async (original) => ({
  ...(await original<typeof import("node:os")>()),
  userInfo() {
    throw new Error("uv_os_get_passwd returned ENOENT");
  },
}));

const HOUR_MS = 3_600_000;
const NOON = 500_000 * HOUR_MS;
let root: string;
let nowMs: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ledger-"));
  nowMs = NOON;
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function open(who = "1.aa") {
  const ledger = openLedger("lane", () => nowMs, root, who);
  if (ledger === undefined) throw new Error("no ledger was opened");
  return ledger;
}
const folder = (): string => join(root, readdirSync(root)[0] ?? "");

describe("a ledger", () => {
  it("tells every process what each of them has appended, once and in their order", () => {
    const [one, two] = [open("1.aa"), open("2.bb")];
    expect(one.append("taken")).toBe(true);
    nowMs += 5;
    expect(two.append("taken")).toBe(true);
    const both = [
      { kind: "taken", who: "1.aa", at: NOON },
      { kind: "taken", who: "2.bb", at: NOON + 5 },
    ];
    expect([one.read(), two.read()]).toEqual([both, both]);
    one.append("responded");
    expect([one.read(), two.read()]).toEqual(Array(2).fill([{ kind: "responded", who: "1.aa", at: NOON + 5 }]));
    expect([one.read(), two.read()]).toEqual([[], []]);
  });

  it("goes on over the hour, and keeps no file for longer than two", () => {
    const [one, two] = [open("1.aa"), open("2.bb")];
    one.append("taken");
    nowMs += HOUR_MS;
    one.append("responded");
    expect(two.read().map(({ kind }) => kind)).toEqual(["taken", "responded"]);
    expect(
      open("3.cc")
        .read()
        .map(({ kind }) => kind),
    ).toEqual(["taken", "responded"]);
    expect(readdirSync(folder())).toHaveLength(2);
    nowMs += HOUR_MS;
    expect(
      open("4.dd")
        .read()
        .map(({ kind }) => kind),
    ).toEqual(["responded"]);
    expect(readdirSync(folder())).toEqual([String(NOON / HOUR_MS + 1)]);
    nowMs += 5 * HOUR_MS;
    expect(two.read()).toEqual([]);
    expect(two.append("taken")).toBe(true);
    expect(two.read()).toHaveLength(1);
  });

  it("passes over what it cannot read, and waits for the end of a line", () => {
    const one = open();
    one.append("taken");
    const file = join(folder(), String(NOON / HOUR_MS), "lane");
    const line = readFileSync(file, "utf8");
    writeFileSync(file, `${line}what is this\n\0\0\ntaken 2.bb`);
    expect(one.read()).toHaveLength(1);
    writeFileSync(file, `${line}what is this\n\0\0\ntaken 2.bb ${NOON}\n`);
    expect(one.read()).toEqual([{ kind: "taken", who: "2.bb", at: NOON }]);
  });

  it("says of a call when it is over at the latest", () => {
    const one = open();
    one.append("taken", NOON + 35_000);
    expect(one.read()).toEqual([{ kind: "taken", who: "1.aa", at: NOON, overAt: NOON + 35_000 }]);
  });

  it("is read from its end where it is long, by a process that is new and by one that has slept", () => {
    const [asleep, busy] = [open("1.aa"), open("2.bb")];
    busy.append("taken");
    const file = join(folder(), String(NOON / HOUR_MS), "lane");
    const line = readFileSync(file, "utf8");
    writeFileSync(file, line.repeat(200_000));
    for (const reader of [asleep, open("3.cc")]) {
      const entries = reader.read();
      expect(entries.length).toBeGreaterThan(20_000);
      expect(entries.length).toBeLessThanOrEqual(1_000_000 / line.length);
      expect(reader.read()).toEqual([]);
      expect(new Set(entries.map(({ who, at }) => `${who} ${at}`))).toEqual(new Set([`2.bb ${NOON}`]));
    }
  });

  it("is kept for a user without a name, as a container may have", () => {
    expect(() => userInfo()).toThrow();
    expect(open().append("taken")).toBe(true);
    expect(readdirSync(root)).toEqual([`pulumi-digicert-one-${process.getuid?.()}`]);
  });

  it("is for this user alone", () => {
    open().append("taken");
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder(), String(NOON / HOUR_MS), "lane")).mode & 0o777).toBe(0o600);
    chmodSync(folder(), 0o777);
    expect(openLedger("lane", () => nowMs, root)).toBeUndefined();
  });

  it("is not kept in a folder that somebody else has put there", () => {
    open();
    const own = folder();
    rmSync(own, { recursive: true });
    const theirs = join(root, "theirs");
    mkdirSync(theirs, { mode: 0o700 });
    symlinkSync(theirs, own);
    expect(openLedger("lane", () => nowMs, root)).toBeUndefined();
    expect(readdirSync(theirs)).toEqual([]);
  });

  it("is done without where nothing can be written", () => {
    expect(openLedger("lane", () => nowMs, join(root, "\0"))).toBeUndefined();
    const one = open();
    one.append("taken");
    rmSync(folder(), { recursive: true });
    expect(one.read()).toEqual([]);
    rmSync(root, { recursive: true });
    writeFileSync(root, "a file in its place");
    expect([one.append("taken"), one.read()]).toEqual([false, []]);
    expect(openLedger("lane", () => nowMs, root)).toBeUndefined();
  });
});
