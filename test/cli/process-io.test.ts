import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

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
