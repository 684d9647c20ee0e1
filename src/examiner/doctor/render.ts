/** What doctor found, for people and for programs: pure. */
import { styleText } from "node:util";
import { scrub } from "../../redaction";
import type { Result, Verdict } from "./check";

const SIGNS: Readonly<Record<Verdict, readonly [sign: string, color: Parameters<typeof styleText>[0]]>> = {
  ok: ["✓", "green"],
  warn: ["!", "yellow"],
  fail: ["✗", "red"],
  skipped: ["-", "dim"],
  undecided: ["?", "cyan"],
};

const COLUMN = 20;
const indent = " ".repeat(COLUMN + 2);

/** A check on the screen: its line, what more there is to say, and what to do. */
export function renderResult(result: Result, { color }: { color: boolean }): string {
  const { verdict, title, found, details = [], remedy } = result;
  const [sign, paint] = SIGNS[verdict];
  const head = onOneLine(`${sign} ${title.padEnd(COLUMN)}${found}`).slice(sign.length);
  const painted = color ? styleText(paint, sign, { validateStream: false }) : sign;
  const more = [...details, ...(remedy === undefined ? [] : [`→ ${remedy}`])];
  return [painted + head, ...more.map((line) => indent + onOneLine(line))].map((line) => `${line}\n`).join("");
}

/** How a run ended: all is well, something needs a hand, or doctor itself failed. */
export function outcomeOf(results: readonly Result[]): "ok" | "found" | "failed" {
  if (results.some(({ broken }) => broken)) return "failed";
  return results.some(({ verdict }) => verdict === "fail" || verdict === "warn") ? "found" : "ok";
}

/** What to do first. */
export function beginWith(results: readonly Result[]): string {
  const first = results.find(({ verdict }) => verdict === "fail") ?? results.find(({ verdict }) => verdict === "warn");
  return first === undefined ? "Nothing is wrong as far as reading shows." : `Begin with: ${first.title}.`;
}

/** The last line: how many of each, and what to do first. */
export function renderSummary(results: readonly Result[]): string {
  const count = (verdict: Verdict) => results.filter((each) => each.verdict === verdict).length;
  const numbers = [
    `${count("ok")} ok`,
    `${count("warn")} to look at`,
    `${count("fail")} failed`,
    `${count("skipped")} skipped`,
    `${count("undecided")} undecided`,
  ].join(", ");
  return `\n${numbers}. ${beginWith(results)}\n`;
}

/** Everything as data, in the form of version 1. */
export function renderJson(results: readonly Result[]): string {
  const checks = results.map(({ id, title, verdict, found, code, details, remedy, because, data }) => ({
    ...{ id, title, verdict, found },
    ...(code !== undefined && { code }),
    ...(details !== undefined && { details }),
    ...(remedy !== undefined && { remedy }),
    ...(because !== undefined && { because }),
    ...data,
  }));
  return scrub(`${JSON.stringify({ version: 1, checks }, undefined, 2)}\n`);
}

/** Control characters of a server's texts are shown, not sent to the terminal. */
function onOneLine(line: string): string {
  return scrub(line).replace(/\p{Cc}/gu, "?");
}
