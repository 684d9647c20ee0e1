import { describe, expect, it } from "vitest";
import { decideReach, type Self, type Sight } from "../../../src/provider/proof/reach";

const sight = (given: Partial<Sight> = {}): Sight => ({ named: [], severalKeys: false, ...given });
const self = (...accounts: string[]): Self => ({ key: "key-1", accounts });
const failed: Self = { key: "key-2", failed: "it answered 403" };
const refused: Self = { key: "key-3", refused: true };

const proved = { is: "proved" };
const ask = (question: string) => ({ is: "open", ask: question });
const unproved = (...words: string[]) => ({
  is: "unproved",
  why: expect.stringMatching(new RegExp(words.join(".*"), "s")),
});

describe("whether one of an object's accounts is within reach", () => {
  it.each<[string, string[], Sight, object]>([
    ["state names no account", [], sight({ named: [["a"]] }), unproved("state does not say in which account")],
    ["an answer names its account", ["a"], sight({ named: [["b"], ["a"]] }), proved],
    ["an answer names one of its accounts", ["a", "b"], sight({ named: [["b"]] }), proved],
    ["an answer names all of its accounts", ["a", "b"], sight({ named: [["b", "a"]] }), proved],
    // Of such a user one account is seen, and it may be the other.
    ["an answer names its account beside another one", ["a"], sight({ named: [["a", "b"]] }), ask("me")],
    ["an answer names no account", ["a"], sight({ named: [[]] }), ask("me")],
    ["nothing was answered yet", ["a"], sight(), ask("me")],
    ["we are of another account", ["a"], sight({ named: [["b"]], me: [self("b")] }), ask("accounts")],
    ["we may not ask who we are", ["a"], sight({ me: [failed] }), ask("accounts")],
    [
      "our accounts do not hold it",
      ["a"],
      sight({ me: [self("b")], accounts: "" }),
      unproved("\\(a\\)", "key-1 is of b$"),
    ],
    ["our accounts cannot be asked for", ["a"], sight({ me: [failed], accounts: "403" }), ask("users")],
    ["nothing can be asked", ["a"], sight({ me: [failed], accounts: "E1", users: "E2" }), unproved("403", "E1", "E2")],
    ["we are told no account of our own", ["a"], sight({ me: [self()], accounts: "" }), unproved("does not name")],
  ])("when %s", (_case, accounts, seen, decision) => {
    expect(decideReach(accounts, seen)).toEqual(decision);
  });

  it.each<[string, Partial<Sight>, object]>([
    ["nothing was asked, whatever answers named", { named: [["a"]] }, ask("me")],
    ["each is of its account", { me: [self("a"), self("b", "a")] }, proved],
    ["one is of another account", { me: [self("a"), self("b")] }, unproved("each has to see it", "key-1 is of b")],
    ["one cannot say", { me: [self("a"), failed] }, unproved("key-2 could not be asked")],
    ["one is not accepted, and so not used", { me: [self("a"), refused] }, proved],
    ["none is accepted", { me: [refused, refused] }, unproved("key-3 is not accepted")],
  ])("of several keys, when %s", (_case, seen, decision) => {
    expect(decideReach(["a"], sight({ severalKeys: true, ...seen }))).toEqual(decision);
  });
});
