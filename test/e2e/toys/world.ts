/**
 * The outside world of the toys: one JSON file per live object in the folder `TOY_WORLD`, and one line per provider
 * call in the file `TOY_CALLS`. Tests look into both, and change the first to make drift.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Props = Record<string, unknown>;

/** A provider call as it is written down; `answer` or `error` closes it. */
export interface Call {
  readonly label: string;
  readonly method: string;
  readonly id?: string;
  readonly olds?: Props;
  readonly news?: Props;
  readonly answer?: unknown;
  readonly error?: string;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the toys need the environment variable ${name}`);
  return value;
}

const objects = (): string => {
  const folder = join(required("TOY_WORLD"), "objects");
  mkdirSync(folder, { recursive: true });
  return folder;
};

const fileOf = (id: string): string => join(objects(), `${id}.json`);

/** Ids count per label, so that they are the same in every run: `a-1`, `a-2`. */
export function nextId(label: string): string {
  const counters = join(required("TOY_WORLD"), "counters");
  mkdirSync(counters, { recursive: true });
  const taken = readdirSync(counters).filter((name) => name.startsWith(`${label}-`)).length;
  const id = `${label}-${taken + 1}`;
  writeFileSync(join(counters, id), "", { flag: "wx" });
  return id;
}

export function write(id: string, props: Props): void {
  writeFileSync(fileOf(id), JSON.stringify(props));
}

export function read(id: string): Props | undefined {
  return existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), "utf8")) : undefined;
}

export function remove(id: string): void {
  rmSync(fileOf(id), { force: true });
}

export function record(call: Call): void {
  appendFileSync(required("TOY_CALLS"), `${JSON.stringify(call)}\n`);
}

/**
 * What `TOY_FAULTS` says about this call: `create:a=refuse` throws, `create:a=partial` does the work and then reports
 * that it is unfinished, `create:a=die` ends the provider process.
 */
export function faultOf(method: string, label: string): string | undefined {
  const faults = (process.env.TOY_FAULTS ?? "").split(",").filter(Boolean);
  const found = faults.find((fault) => fault.startsWith(`${method}:${label}=`));
  return found?.split("=")[1];
}
