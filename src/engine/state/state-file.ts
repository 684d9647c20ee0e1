import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { isObject, type JsonObject } from "../model/values";
import type { ExportedStack } from "./resource-state";

/** Where a stack's state lives: a file, or this object alone. */
export interface StateStore {
  read(): ExportedStack | undefined;
  write(state: ExportedStack): void;
  remove(): void;
  /** Refuses a second run at the same time; returns the release. */
  lock(): () => void;
}

/** Two runs at once on one state lose one another's work, so the second is refused. */
export class StateLockedError extends Error {
  override readonly name = "StateLockedError";
}

/** A state that lives as long as the object: for thousands of runs in tests. */
export function memoryStore(): StateStore {
  let text: string | undefined;
  let locked = false;
  return {
    read: () => (text === undefined ? undefined : parseState(text, "memory")),
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
  const lockPath = `${path}.lock`;
  return {
    read: () => {
      const text = readIfThere(path);
      return text === undefined ? undefined : parseState(text, path);
    },
    write: (state) => {
      mkdirSync(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.tmp`;
      const handle = openSync(temporary, "w", 0o600);
      try {
        writeSync(handle, JSON.stringify(state));
      } finally {
        closeSync(handle);
      }
      renameSync(temporary, path);
    },
    remove: () => rmSync(path, { force: true }),
    lock: () => {
      mkdirSync(dirname(path), { recursive: true });
      takeLock(lockPath, path);
      return () => rmSync(lockPath, { force: true });
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parseState(text: string, where: string): ExportedStack {
  const json: unknown = JSON.parse(text);
  if (!isObject(json) || typeof json.version !== "number" || !isObject(json.deployment)) {
    throw new Error(`${where} is not a Pulumi deployment ({ version, deployment })`);
  }
  return { version: json.version, deployment: json.deployment };
}

function takeLock(lockPath: string, path: string): void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(lockPath, "wx", 0o600);
      writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }));
      closeSync(handle);
      return;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      const owner = lockOwner(lockPath);
      if (owner !== undefined && owner.host === hostname() && !isAlive(Number(owner.pid))) {
        rmSync(lockPath, { force: true });
        continue;
      }
      const who = owner === undefined ? "another run" : `process ${String(owner.pid)} on ${String(owner.host)}`;
      throw new StateLockedError(
        `the state ${path} is locked by ${who}: wait for that run, or remove ${lockPath} if it is gone`,
      );
    }
  }
  throw new StateLockedError(`the state ${path} is locked: ${lockPath} cannot be taken`);
}

function lockOwner(lockPath: string): JsonObject | undefined {
  const text = readIfThere(lockPath);
  try {
    const json: unknown = JSON.parse(text ?? "");
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** A run that was killed leaves its lock behind; its process id shows that. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
