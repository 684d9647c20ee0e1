/** Who started this process, and whether they still run: what a program started for its own use ends with that program. */
import { readFileSync } from "node:fs";

/** A process as far as it matters here. */
export interface Process {
  readonly parent: number;
  /** The session that it belongs to; a process that leads one has its own id there. */
  readonly session: number;
  readonly name: string;
}

/** Looks a process up; undefined where it has ended or the system does not show it. */
export type LookUp = (pid: number) => Process | undefined;

/** Shells stand between: `npx` and `npm run` run their command through one, which outlives them. */
const SHELLS = /^-?(sh|dash|bash|zsh|ksh|ash|busybox|fish)$/;

/** The links from a process to who started it: the shells above it, and the first process that is none. */
export function launchers(pid: number, parentOf: number, lookUp: LookUp): [child: number, parent: number][] {
  const links: [number, number][] = [[pid, parentOf]];
  for (let [child, at] = [parentOf, lookUp(parentOf)]; at !== undefined && SHELLS.test(at.name); ) {
    if (at.parent <= 1) break; // a shell that nobody stands above
    links.push([child, at.parent]);
    [child, at] = [at.parent, lookUp(at.parent)];
  }
  return links;
}

/** Whether a process was started to be on its own, as `setsid` and `spawn` with `detached` do. */
export const isDetached = (pid: number, lookUp: LookUp): boolean => lookUp(pid)?.session === pid;

/** Linux shows it; elsewhere the parent alone is known. */
const lookUpInProc: LookUp = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [opens, closes] = [stat.indexOf("("), stat.lastIndexOf(")")];
    // proc(5): behind the name come state, parent, group, session.
    const [, parent, , session] = stat.slice(closes + 2).split(" ");
    return { parent: Number(parent), session: Number(session), name: stat.slice(opens + 1, closes) };
  } catch {
    return undefined;
  }
};

/** How soon it is noticed. */
const EVERY_MS = 500;

/** Resolves when the process that started this one has ended, however it did; never where this one was started to be on its own. */
export function launcherEnds(lookUp: LookUp = lookUpInProc): Promise<void> {
  if (isDetached(process.pid, lookUp)) return new Promise(() => undefined);
  const parent = process.ppid;
  const [, ...shells] = launchers(process.pid, parent, lookUp);
  const isThere = (): boolean =>
    process.ppid === parent && isAlive(parent) && shells.every(([child, above]) => lookUp(child)?.parent === above);
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isThere()) return;
      clearInterval(timer);
      resolve();
    }, EVERY_MS);
    timer.unref();
  });
}

/** Windows gives an orphan no other parent, so the parent is asked for as well. */
function isAlive(pid: number): boolean {
  if (process.platform !== "win32") return true;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
