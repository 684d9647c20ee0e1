#!/usr/bin/env node
/** Writes what preview.mjs found into a comment of the pull request, always the same one. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { platforms } from "./platforms.mjs";
import { makeText, markOf, readPreview } from "./text.mjs";

const HELP = `Usage: STACK=org/project/stack node ci/comment.mjs [options]

Writes the comment and prints it. A comment that this made before for this stack is updated in place.

Options:
  --preview FILE   what \`pulumi preview --json\` wrote (default preview.json)
  --ahead FILE     the same, as of a later day (default ahead.json)
  --plan FILE      what \`digicert-one plan --format markdown\` wrote (default plan.md)
  --platform NAME  ${Object.keys(platforms).join(", ")} (default: the one that runs this)
  --print          only print the text
  --help           this text

Environment, besides STACK:
${Object.entries(platforms)
  .map(([name, { needs }]) => `  ${name.padEnd(8)} ${needs.join(" ")}`)
  .join("\n")}

Exit codes:
  0   the comment is written
  1   it could not be written
  2   it is written, and says that a preview or the plan failed
  64  it was called wrongly, or a variable is missing
`;

const ATTEMPTS = 4;

/** A failure that may pass: the whole comment is looked for anew, for what failed may have been done. */
class Passing extends Error {
  constructor(message, waitMs) {
    super(message);
    this.waitMs = waitMs;
  }
}
class Misuse extends Error {}

async function main() {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { env } = process;
  const stack = required(env, ["STACK"], "this script").STACK;
  const platform = flags.print ? undefined : platformOf(flags.platform, env);
  if (platform) required(env, platform.needs, platform.name);
  const found = {
    stack,
    preview: readPreview(fileText(flags.preview)),
    ahead: readPreview(fileText(flags.ahead)),
    plan: fileText(flags.plan),
  };
  const { text: whole, failed } = makeText(found, Number.POSITIVE_INFINITY);
  process.stdout.write(whole);
  if (platform) {
    const { text } = makeText({ ...found, run: platform.link(env) }, platform.limit);
    console.error(await write(platform.comments(env, requester(platform, env)), markOf(stack), text));
  }
  return failed ? 2 : 0;
}

/** Updates our comment, or makes it. */
async function write(comments, mark, text) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const ours = await comments.find((body) => body?.split("\n", 1)[0].trim() === mark);
      await (ours ? comments.update(ours, text) : comments.create(text));
      return ours ? "The comment was updated." : "A comment was made.";
    } catch (error) {
      if (!(error instanceof Passing) || attempt === ATTEMPTS) throw error;
      console.error(`${error.message} Trying again.`);
      await sleep(error.waitMs ?? 500 * 2 ** attempt);
    }
  }
}

/** One call; its failure names what was called, what came back and what to do, and never the token. */
function requester({ token, permission }, env) {
  return async (method, url, headers, body) => {
    const what = `Writing the comment failed: ${method} ${new URL(url).pathname}`;
    let response;
    try {
      const json = body && { body: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
      // A redirect would be a page to sign in on.
      response = await fetch(url, {
        method,
        headers,
        ...json,
        redirect: "manual",
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      throw new Passing(`${what}: ${error.cause?.code ?? error.name}.`);
    }
    const answer = await response.text().catch(() => "");
    if (response.status === 429 || response.status >= 500) {
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      throw new Passing(`${what} was answered with ${response.status}.`, seconds <= 60 ? seconds * 1_000 : undefined);
    }
    const type = response.headers.get("content-type") ?? "";
    if (response.ok && response.status !== 203 && type.includes("json")) return JSON.parse(answer);
    const said = answer.replaceAll(env[token], "[secret]").replaceAll(/\s+/g, " ").slice(0, 300);
    throw new Error(`${what} was answered with ${response.status}: ${said}\nLook at ${token}: ${permission}.`);
  };
}

function platformOf(name, env) {
  const known = Object.keys(platforms).join(", ");
  if (name !== undefined && !platforms[name]) throw new Misuse(`--platform ${name} is not one of ${known}.`);
  const found = name ?? Object.keys(platforms).find((each) => platforms[each].runs(env));
  if (found) return { ...platforms[found], name: found };
  throw new Misuse(`No platform was recognised: name one with --platform (${known}), or --print the text.`);
}

function required(env, names, who) {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === 0) return env;
  throw new Misuse(`${missing.join(", ")} must be set for ${who}.`);
}

function fileText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    console.error(`${path} cannot be read: ${error.code}.`);
    return undefined;
  }
}

function readFlags() {
  const file = (name) => ({ type: "string", default: name });
  const options = {
    preview: file("preview.json"),
    ahead: file("ahead.json"),
    plan: file("plan.md"),
    platform: { type: "string" },
    print: { type: "boolean" },
    help: { type: "boolean" },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Misuse(error.message);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof Misuse ? 64 : 1;
}
