import { describe, expect, it } from "vitest";
import { isOfSameStack, namesOwner, ownerHash, ownerName, whose } from "../../src/ownership";

const MINE = "0123456789ab";
const OTHERS = "ba9876543210";
const mark = (hash: string | undefined, nonce: string) => ({ owner: "acme/p/dev/ci", nonce, ...(hash && { hash }) });

describe("whose an object is", () => {
  const claims = { "with a hash": MINE, "of a state from before": "" };
  const rows: [keyof typeof claims, string, ReturnType<typeof mark> | undefined, string][] = [
    ["with a hash", "the same nonce and hash", mark(MINE, "aa"), "ours"],
    ["with a hash", "the same nonce, another hash", mark(OTHERS, "aa"), "ours"],
    ["with a hash", "the same nonce, no hash", mark(undefined, "aa"), "ours"],
    ["with a hash", "another nonce, the same hash", mark(MINE, "bb"), "same-resource-other-record"],
    ["with a hash", "another nonce and hash", mark(OTHERS, "bb"), "other"],
    ["with a hash", "another nonce, no hash", mark(undefined, "bb"), "other"],
    ["with a hash", "no mark", undefined, "unmarked"],
    ["of a state from before", "the same nonce", mark(undefined, "aa"), "ours"],
    ["of a state from before", "another nonce, a hash", mark(MINE, "bb"), "other"],
    ["of a state from before", "another nonce, no hash", mark(undefined, "bb"), "other"],
    ["of a state from before", "no mark", undefined, "unmarked"],
  ];
  it.each(rows)("%s, and %s", (claim, _title, live, expected) => {
    expect(whose({ ownerHash: claims[claim], nonce: "aa" }, live)).toBe(expected);
  });

  it("knows the hash from before a rename as well", () => {
    const claim = { ownerHash: OTHERS, formerHash: MINE, nonce: "aa" };
    expect(whose(claim, mark(MINE, "bb"))).toBe("same-resource-other-record");
    expect(whose({ ...claim, formerHash: "" }, mark(MINE, "bb"))).toBe("other");
  });

  it("never takes an empty nonce or hash for an equal one", () => {
    expect(whose({ ownerHash: "", nonce: "" }, { owner: "a", hash: "", nonce: "" })).toBe("other");
  });
});

describe("the hash of an owner", () => {
  it("tells stacks, types of parents, and names apart, and is the same for the same", () => {
    const all = [
      ["stack-1", "Web$User::ci"],
      ["stack-2", "Web$User::ci"],
      ["stack-1", "Worker$User::ci"],
      ["stack-1", "Web$User::c_i"],
    ].map(([stack = "", resource = ""]) => ownerHash(stack, resource));
    expect(new Set(all).size).toBe(4);
    for (const hash of all) expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(ownerHash("stack-1", "Web$User::ci")).toBe(all[0]);
  });
});

describe("the name of a holder", () => {
  const own = "acme/p/dev/ci";

  it("says the hash where the text is our own, also once a refresh has put the holder's name in its place", () => {
    expect(ownerName(mark(OTHERS, "bb"), "acme/q/dev/ci")).toBe(own);
    expect(ownerName(mark(OTHERS, "bb"), own)).toBe(`${own} #${OTHERS}`);
    expect(ownerName(mark(OTHERS, "bb"), `${own} #${OTHERS}`)).toBe(`${own} #${OTHERS}`);
  });

  it("tells a neighbour in the stack from a resource elsewhere", () => {
    expect(isOfSameStack(`acme/p/dev/web/ci #${OTHERS}`, own)).toBe(true);
    for (const other of ["acme/p/prod/ci", "acme/q/dev/ci", "corp/p/dev/ci"]) {
      expect(isOfSameStack(other, own)).toBe(false);
    }
  });
});

describe("adoptFrom", () => {
  it("names a holder of another text by that, and one of our own text by what stands behind it", () => {
    const own = "acme/p/dev/ci";
    expect(namesOwner(own, mark(OTHERS, "bb"), "acme/q/dev/ci")).toBe(true);
    expect(namesOwner(`${own} #${OTHERS}`, mark(OTHERS, "bb"), "acme/q/dev/ci")).toBe(true);
    expect(namesOwner(own, mark(OTHERS, "bb"), own)).toBe(false);
    expect(namesOwner(`${own} #${OTHERS}`, mark(OTHERS, "bb"), own)).toBe(true);
    expect(namesOwner(`${own} #${MINE}`, mark(OTHERS, "bb"), own)).toBe(false);
  });
});
