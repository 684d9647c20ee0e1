/** Processes that a test started, and those that they started: to be ended by id, never by name. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** The processes that a process started, and those that they started. */
export function descendantsOf(root: number): Process[] {
  const rows = existsSync("/proc/self/stat") ? fromProc() : fromPs();
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid);
  }
  family.delete(root);
  return rows.filter(({ pid }) => family.has(pid));
}

type Row = Process & { readonly parent: number };

/** Linux tells by itself; the program `ps` is not on every machine. */
function fromProc(): Row[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // The name in brackets may hold anything; state and parent follow it.
      const parent = /\) \S (\d+) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return parent === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    } catch {
      return []; // ended meanwhile
    }
  });
}

function fromPs(): Row[] {
  return execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? "" }] : []));
}

/** Ends a process at once; one that has ended already is fine. */
export function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // gone already
  }
}
