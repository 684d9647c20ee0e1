/**
 * What the demo shows: scenes, commands, output and checks, on the terminal and in an asciicast (version 2). The cast has the
 * pace of a reader, not of this machine, and no path of this machine: the same demo gives the same cast.
 */
import { writeFileSync } from "node:fs";
import { stripVTControlCharacters, styleText } from "node:util";

const WIDTH = 100;
const HEIGHT = 40;

/** Seconds that a reader gets for a line of each kind, before it. */
const PACE = { scene: 1.5, command: 0.8, line: 0.12 };

/** Ids and the random end of a key's name say nothing to a reader, and differ from run to run. */
const shorten = (text) =>
  text
    .replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "$1…")
    .replaceAll(/(\d{4}-\d\d-\d\d)-[0-9a-f]{8}\b/g, "$1-…");

export class Stage {
  failures = [];
  checks = 0;
  #events = [];
  #time = 0;
  #write;

  /** @param write takes each line, with or without colours */
  constructor({ write, colours }) {
    this.#write = (text) => write(colours ? text : stripVTControlCharacters(text));
  }

  scene(title) {
    this.#line("", "scene");
    this.#events.push([this.#time, "m", title]);
    this.#line(styleAs("bold", `== ${title}`));
  }

  say(text) {
    for (const line of wrap(shorten(text), WIDTH - 3)) this.#line(`   ${line}`);
  }

  command(text) {
    this.#line(`   ${styleAs("cyan", `$ ${text}`)}`, "command");
  }

  /** What a program or a command wrote; `pattern` picks lines. */
  output(text, pattern = /\S/) {
    for (const line of shorten(text).split("\n")) {
      if (!pattern.test(line)) continue;
      const indent = /^ */.exec(line)[0];
      for (const part of wrap(line.trimStart(), WIDTH - 5 - indent.length)) {
        this.#line(`   ${styleAs("dim", "|")} ${indent}${part}`);
      }
    }
  }

  check(statement, holds, detail = "") {
    this.checks += 1;
    const mark = holds ? styleAs("green", "ok  ") : styleAs("red", "FAIL");
    const [first, ...rest] = wrap(shorten(statement), WIDTH - 8);
    this.#line(`   ${mark} ${first}`);
    for (const line of rest) this.#line(`        ${line}`);
    if (holds) return;
    this.failures.push(statement);
    if (detail !== "") this.output(String(detail));
  }

  /** For the terminal alone: what differs from machine to machine. */
  aside(text) {
    this.#write(text);
  }

  saveCast(file) {
    const header = { version: 2, width: WIDTH, height: HEIGHT, title: "npm run demo", env: { TERM: "xterm-256color" } };
    writeFileSync(file, `${[header, ...this.#events].map((each) => JSON.stringify(each)).join("\n")}\n`);
  }

  #line(text, kind = "line") {
    this.#time = Math.round((this.#time + PACE[kind]) * 100) / 100;
    this.#events.push([this.#time, "o", `${text}\r\n`]);
    this.#write(text);
  }
}

const styleAs = (style, text) => styleText(style, text, { validateStream: false });

function wrap(text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" && lines.length === 0 && word === "" ? " " : line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
