/** Exported stacks under whatever names and in whatever encodings shells give them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeText } from "../../src/cli/process-io";
import { readStates } from "../../src/cli/states";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "states-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const io = { stdinIsTerminal: () => false, readStdin: () => Promise.resolve("from standard input") };
const at = (name: string) => join(folder, name);
const read = (...names: string[]) => readStates(names, io, "plan");
const sources = async (...names: string[]) => (await read(...names)).map(({ source }) => source);

describe("a name", () => {
  it.each(["prod[1].json", "{a,b}.json", "what?.json", "star*.json"])(
    "%s that there is, is taken as it stands",
    async (name) => {
      writeFileSync(at(name), "its text");
      writeFileSync(at("prod1.json"), "another text");
      expect(await read(at(name))).toEqual([{ source: at(name), text: "its text" }]);
    },
  );

  it("that there is not, is a pattern, or is named", async () => {
    for (const name of ["b.json", "a.json"]) writeFileSync(at(name), name);
    expect(await sources(at("[ab].json"))).toEqual([at("a.json"), at("b.json")]);
    await expect(read(at("[xy].json"))).rejects.toThrow(`No file matches ${at("[xy].json")}`);
    await expect(read(at("x.json"))).rejects.toThrow(`${at("x.json")} cannot be read: ENOENT`);
    await expect(read(folder)).rejects.toThrow(`${folder} cannot be read: EISDIR`);
  });
});

it("reads one file once, under the first of its names, and standard input once", async () => {
  writeFileSync(at("a.json"), "a");
  writeFileSync(at("b.json"), "b");
  mkdirSync(at("sub"));
  symlinkSync(at("a.json"), at("sub/link.json"));
  const names = [at("b.json"), at("sub/link.json"), at("a.json"), `${folder}/./a.json`, at("*.json"), "-", "-"];
  expect(await sources(...names)).toEqual([at("b.json"), at("sub/link.json"), "standard input"]);
});

describe("a text", () => {
  const state = '{"version":3,"name":"Schlüssel 🔑"}';
  const utf16 = Buffer.from(state, "utf16le");
  it.each<[encoding: string, bytes: Buffer]>([
    ["UTF-8", Buffer.from(state)],
    ["UTF-8 with its mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(state)])],
    ["UTF-16, little end first", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ["UTF-16, big end first", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
  ])("in %s is read, from a file and from a pipe", async (_encoding, bytes) => {
    writeFileSync(at("state.json"), bytes);
    expect(await read(at("state.json"))).toEqual([{ source: at("state.json"), text: state }]);
    expect(decodeText(bytes)).toBe(state);
  });
});
