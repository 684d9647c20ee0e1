import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { shownText } from "../../basics/unknown";
import { isObject } from "../model/values";
import { readIfThere, removeLeftovers, replaceFile } from "./files";
import { StateLockedError, takeLock } from "./lock";
import type { ExportedStack } from "./resource-state";

/** Where a stack's state lives: a file, or this object alone. */
export interface StateStore {
  read(): ExportedStack | undefined;
  write(state: ExportedStack): void;
  remove(): void;
  /** Refuses a second run at the same time; returns the release. */
  lock(): () => void;
}

/** A state that lives as long as the object: for thousands of runs in tests. */
export function memoryStore(): StateStore {
  let text: string | undefined;
  let locked = false;
  return {
    read: () => (text === undefined ? undefined : parseState(text, "the state in memory")),
    write: (state) => {
      text = JSON.stringify(state);
    },
    remove: () => {
      text = undefined;
    },
    lock: () => {
      if (locked) throw new StateLockedError("the stack is locked by another run of this process");
      locked = true;
      return () => {
        locked = false;
      };
    },
  };
}

/** A state file, replaced as a whole: a kill leaves the text before or after, never half. */
export function fileStore(path: string): StateStore {
  return {
    read: () => {
      const text = readIfThere(path);
      return text === undefined ? undefined : parseState(text, `the state file ${path}`);
    },
    write: (state) => {
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, JSON.stringify(state));
    },
    remove: () => rmSync(path, { force: true }),
    lock: () => {
      mkdirSync(dirname(path), { recursive: true });
      const release = takeLock(`${path}.lock`, `the state ${path}`);
      removeLeftovers(path);
      return release;
    },
  };
}

function parseState(text: string, where: string): ExportedStack {
  return requireState(jsonOf(text, where), where);
}

/** What can be taken for a state at all. */
export function requireState(json: unknown, where: string): ExportedStack {
  if (!isObject(json) || typeof json.version !== "number" || !isObject(json.deployment)) {
    throw new Error(`${where} is not a Pulumi deployment ({ version, deployment })`);
  }
  const { version, features, deployment } = json;
  return Array.isArray(features) ? { version, features: features.map(shownText), deployment } : { version, deployment };
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${where} is no JSON text (${text.length} characters): restore it from a copy, or remove it`);
  }
}
