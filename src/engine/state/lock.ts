import { createHash, randomBytes } from "node:crypto";
import { linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { shownText } from "../../basics/unknown";
import { isObject } from "../model/values";
import { closeAfter, isCode, readIfThere } from "./files";

/** Two runs at once on one state lose one another's work, so the second is refused. */
export class StateLockedError extends Error {
  override readonly name = "StateLockedError";
}

/** Who holds a lock. The start distinguishes a process from a later one that was given the same id. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly started?: string | undefined;
}

/** Lost races and interrupted take-overs that one call goes through at most; each takes another process that just died. */
const ATTEMPTS = 20;

/**
 * Takes the lock of a file and returns its release. A lock is put in place with its whole text, so that an empty one is what a
 * broken disk left. One whose owner is dead is taken over, by one starter alone: it needs a lock on that very lock first.
 */
export function takeLock(lockPath: string, what: string): () => void {
  const own = JSON.stringify({ ...self(), token: randomBytes(8).toString("hex") });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (placed(lockPath, own)) return () => release(lockPath, own);
    const text = readIfThere(lockPath);
    if (text === undefined) continue; // released between the two
    const owner = ownerOf(text);
    if (owner !== undefined && isAlive(owner)) throw lockedBy(owner, lockPath, what);
    if (takenOver(lockPath, text, own, what)) return () => release(lockPath, own);
  }
  throw new StateLockedError(
    `${what} is locked: ${lockPath} changes hands without end: wait until no other run begins, and run again`,
  );
}

/** Whether a dead owner's lock is ours now. Of two starters one takes the lock on it; the other finds another text then. */
function takenOver(lockPath: string, dead: string, own: string, what: string): boolean {
  const fence = takeLock(`${lockPath}.${createHash("sha256").update(dead).digest("hex").slice(0, 12)}`, what);
  try {
    if (readIfThere(lockPath) !== dead) return false;
    const next = `${lockPath}.${randomBytes(6).toString("hex")}.new`;
    writeWhole(next, own);
    renameSync(next, lockPath);
    return true;
  } finally {
    fence();
  }
}

/** Puts a lock in place with its whole text, unless there is one. */
function placed(lockPath: string, own: string): boolean {
  const next = `${lockPath}.${randomBytes(6).toString("hex")}.new`;
  writeWhole(next, own);
  try {
    linkSync(next, lockPath);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    if (!NO_LINKS.some((code) => isCode(error, code))) throw error;
    return placedWithoutLink(lockPath, own);
  } finally {
    rmSync(next, { force: true });
  }
}

/** The errors of file systems without hard links. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

function placedWithoutLink(lockPath: string, own: string): boolean {
  try {
    writeWhole(lockPath, own, "wx");
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

function writeWhole(path: string, text: string, flags = "w"): void {
  closeAfter(openSync(path, flags, 0o600), (handle) => writeSync(handle, text));
}

/** Ours alone: where a person removed it, another run may hold the lock by now. */
function release(lockPath: string, own: string): void {
  if (readIfThere(lockPath) === own) rmSync(lockPath, { force: true });
}

function lockedBy({ pid, host }: Owner, lockPath: string, what: string): StateLockedError {
  return new StateLockedError(
    `${what} is locked by process ${pid} on ${host}: wait for that run, or remove ${lockPath} if it is gone`,
  );
}

function ownerOf(text: string): Owner | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (!isObject(json) || typeof json.pid !== "number" || typeof json.host !== "string") return undefined;
    const { pid, host, since, started } = json;
    return { pid, host, since: shownText(since), started: typeof started === "string" ? started : undefined };
  } catch {
    return undefined;
  }
}

const self = (): Owner => ({
  pid: process.pid,
  host: hostname(),
  since: new Date().toISOString(),
  started: startOf(process.pid),
});

/** Whether the owner still runs; of another machine nobody here can say, so it counts as running. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  const started = startOf(owner.pid);
  if (started !== undefined && owner.started !== undefined) return started === owner.started;
  // Without that: our own id in a lock from before we began is of a process that is gone.
  if (owner.pid === process.pid) return Date.parse(owner.since) >= Date.now() - process.uptime() * 1_000;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

/** When a process began, in the kernel's own count since the machine's start (proc(5), field 22 of stat); Linux alone says it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
