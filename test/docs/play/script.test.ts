import { describe, expect, it } from "vitest";
import { Player } from "./player";
import { edited, missing, scriptOf } from "./script";

const page = (...lines: string[]) => ["<!-- plays: examples/quickstart, 2027-01-01 -->", ...lines].join("\n");
const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

describe("what a page plays", () => {
  it("is its blocks and comments, in order", () => {
    const text = page("<!-- file: a.ts -->", block("ts", "1;"), "<!-- day: 2027-02-01 -->", block("sh", "pulumi up"));
    const script = scriptOf("page", text);
    expect(script).toMatchObject({ project: "examples/quickstart", day: "2027-01-01", blocks: 2 });
    expect(script?.steps.map(({ does }) => does)).toEqual(["write", "day", "run"]);
    expect(scriptOf("page", block("sh", "pulumi up"))).toBeUndefined();
  });

  it.each([
    ["a block that nothing happens to", block("ts", "1;"), "no comment says what becomes of this block of ts"],
    ["a comment that nobody knows", "<!-- flies: high -->", "nobody knows the comment"],
    ["a day that is none", "<!-- day: tomorrow -->", "tomorrow is no day"],
    ["a tenant that is unclear", "<!-- tenant: some keys -->", "is not"],
  ])("is refused with %s", (_, text, message) => {
    expect(() => scriptOf("page", page(text))).toThrow(message);
  });
});

describe("an edit", () => {
  it("replaces the lines that it names", () => {
    expect(edited("a\nb\nc", " a\n-b\n+B\n+BB")).toBe("a\nB\nBB\nc");
    expect(edited("a\n", "+b\n+c")).toBe("a\nb\nc");
  });

  it.each(["-x", "-a"])("that does not fit its file is refused: %s", (patch) => {
    expect(() => edited("a\na\nb", patch)).toThrow("times in the file");
  });
});

it("finds the lines of an output in their order, with `…` for what differs from run to run", () => {
  const output = "one 1\n  two 2\nthree 3";
  expect(missing(output, "one 1\nthree…")).toBeUndefined();
  expect(missing(output, "…wo…\n…\nthree 3")).toBeUndefined();
  expect(missing(output, "three 3\none 1")).toBe("one 1");
  expect(missing(output, "one")).toBe("one");
});

describe("a page that is wrong", () => {
  const play = (...lines: string[]) => {
    const script = scriptOf("page", page(...lines));
    if (script === undefined) throw new Error("nothing to play");
    return Player.play(script);
  };

  it("fails where its command, its output, its tenant or its success is another", async () => {
    await expect(play(block("sh", "pulumi prewiew"))).rejects.toThrow(/^page:2: the commands ended with 1/);
    await expect(play(block("sh", "echo one"), block("text", "two"))).rejects.toThrow(/^page:5: no line "two"/);
    await expect(play("<!-- tenant: 1 user, 1 key -->")).rejects.toThrow("the tenant has 0 users and 0 keys");
    await expect(play("<!-- fails -->", block("sh", "true"))).rejects.toThrow("the commands ended with 0");
    await play("<!-- fails -->", block("sh", "false"), "<!-- tenant: 0 users, 0 keys -->");
  });
});
