/** One run of the bench as a file of figures. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Machine } from "./machine.mts";
import type { Section } from "./section.mts";

export interface Result {
  readonly version: 1;
  readonly at: string;
  readonly tookSeconds: number;
  readonly machine: Machine;
  readonly loadPerCore: { readonly start: number; readonly end: number };
  readonly arguments: readonly string[];
  readonly sections: readonly Section[];
}

export function writeResult(file: string, result: Result): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result)}\n`);
}

export function readResult(file: string): Result {
  const result: Result = JSON.parse(readFileSync(file, "utf8"));
  if (result.version !== 1 || !Array.isArray(result.sections))
    throw new Error(`${file} holds no figures of this bench`);
  return result;
}
