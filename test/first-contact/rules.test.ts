/** The rules notice what they are for: each fault, planted into a good text. */
import { expect, it } from "vitest";
import { faultsOf, type Shown } from "./rules";

const good: Shown = {
  text: "error: Could not list the roles: one.digicert.com answered 401 invalid_api_key. Check apiKey.",
  says: /answered 401/,
  remedy: /Check apiKey/,
  secrets: ["a-secret-key"],
};

it("finds nothing in a good text", () => {
  expect(faultsOf(good)).toEqual([]);
});

it.each([
  ["a stack", `${good.text}\n    at run (file.js:1:1)`, "a stack"],
  ["a dump of promises", `${good.text} Promise { <rejected> }`, "a dump"],
  ["an output", `${good.text} OutputImpl {}`, "a dump"],
  ["an object as a text", `${good.text} [object Object]`, "a dump"],
  ["words of the runtime", `unhandled exception: ${good.text}`, "words of the runtime"],
  ["a secret", `${good.text} a-secret-key`, "a secret"],
  ["a remedy twice", `${good.text} Check apiKey!`, "the remedy 2 times: /Check apiKey/"],
  ["no remedy", "one.digicert.com answered 401", "the remedy 0 times: /Check apiKey/"],
  ["nothing of what happened", "Check apiKey", "what happened 0 times: /answered 401/"],
  ["seven lines", `${good.text}\n\n\n\n\n\n`, "7 lines"],
  ["too many characters", good.text.padEnd(601), "601 characters"],
  [
    "a sentence twice",
    `${good.text} This stands here twice. This stands here twice.`,
    "repeated: This stands here twice.",
  ],
])("notices %s", (_what, text, fault) => {
  expect(faultsOf({ ...good, text })).toContain(fault);
});
