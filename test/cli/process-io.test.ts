import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { askOn } from "../../src/cli/process-io";

it("waits for a producer that is slower than the command", async () => {
  const script = `
    const { processIo } = require("./dist/cli/process-io.js");
    const input = processIo.readStdin();
    processIo.writeError("reading");
    input.then((text) => processIo.write(text));`;
  const child = spawn(process.execPath, ["-e", script], { cwd: join(__dirname, "../..") });
  const output = text(child.stdout);
  await once(child.stderr, "data"); // it reads, and nothing is there yet
  child.stdin.write("first ");
  child.stdin.end("last");
  expect(await output).toBe("first last");
});

describe("a question", () => {
  const asked = (write: (input: PassThrough) => void) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askOn(input, output, "Go on? ");
    write(input);
    return answer;
  };
  it.each<[what: string, answer: string, write: (input: PassThrough) => void]>([
    ["a line", "yes", (input) => input.write("yes\nmore\n")],
    ["an end of the input", "", (input) => input.end()],
  ])("takes %s for an answer", async (_what, answer, write) => {
    expect(await asked(write)).toBe(answer);
  });
});
