/**
 * What the processes of a machine report to each other of their calls: a file for each key at a host, to which each of them only
 * appends. The order of the lines is the order of the calls. Nothing of a key stands in it, and nobody depends on it: where it
 * cannot be kept, each process keeps to the limits by itself.
 */
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** What became of a call: it was sent, its response came, or it was not sent after all. */
export type EntryKind = "taken" | "responded" | "cancelled";

/** One line. */
export interface Entry {
  readonly kind: EntryKind;
  /** Whose call it is: process id and a random part. */
  readonly who: string;
  /** Epoch milliseconds, by the clock that the machine's processes share. */
  readonly at: number;
  /** Of a call that is sent: by then it is over, whatever became of it and of its process. */
  readonly overAt?: number;
}

/** A file as one process writes and reads it. Made by `openLedger`. */
export interface Ledger {
  /** Who this process is. */
  readonly who: string;
  /** Whether the line could be written. */
  append(kind: EntryKind, overAt?: number): boolean;
  /** What has been appended since the last time, by this process too; of very much, the end. */
  read(): Entry[];
}

/** Files of an hour stand together; those of the hour before are still read, and older ones deleted. */
const HOUR_MS = 3_600_000;
const WHO = `${process.pid}.${randomBytes(6).toString("hex")}`;
const LINE = /^(taken|responded|cancelled) (\d+\.[0-9a-f]+) (\d+)(?: (\d+))?$/;
/** What is read at once: the lines of some 10,000 calls, and no window of the API's is as wide. */
const MOST_BYTES = 1_000_000;

/** A folder of this user's alone in the folder for temporary files; undefined where there can be none. */
function ownFolder(root: string): string | undefined {
  try {
    // Windows knows names alone. Elsewhere a user need not have one, as in a container.
    const uid = process.getuid?.();
    const folder = join(root, `pulumi-digicert-one-${uid ?? userInfo().username}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    // Windows has a folder for temporary files for each user, and shows neither owner nor mode.
    const isOwn = uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0);
    return found.isDirectory() && isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens the ledger of a lane; undefined where no file can be kept.
 * @param who who writes it, for tests that play several processes
 */
export function openLedger(lane: string, now: () => number, root = tmpdir(), who = WHO): Ledger | undefined {
  const folder = ownFolder(root);
  if (folder === undefined) return undefined;
  const hourNow = (): number => Math.floor(now() / HOUR_MS);
  const pathIn = (hour: number): string => join(folder, String(hour), lane);
  let hour = hourNow() - 1;
  let offset = 0;
  deleteBefore(folder, hour);

  return {
    who,
    append(kind, overAt) {
      const current = hourNow();
      try {
        mkdirSync(join(folder, String(current)), { recursive: true, mode: 0o700 });
        appendFileSync(pathIn(current), `${kind} ${who} ${now()}${overAt === undefined ? "" : ` ${overAt}`}\n`, {
          mode: 0o600,
        });
        return true;
      } catch {
        return false;
      }
    },
    read() {
      const current = hourNow();
      if (hour < current - 1) [hour, offset] = [current - 1, 0];
      let text = "";
      for (;;) {
        const lines = linesFrom(pathIn(hour), offset);
        text += lines.text;
        offset = lines.end;
        if (hour >= current) return text.split("\n").flatMap(entryOf);
        [hour, offset] = [hour + 1, 0];
      }
    },
  };
}

function entryOf(line: string): Entry[] {
  const [, kind, who = "", at, overAt] = LINE.exec(line) ?? [];
  if (kind === undefined) return [];
  return [{ kind: kind as EntryKind, who, at: Number(at), ...(overAt !== undefined && { overAt: Number(overAt) }) }];
}

/** The whole lines of a file behind an offset, and where they end; none where it cannot be read. */
function linesFrom(path: string, offset: number): { readonly text: string; readonly end: number } {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= offset) return { text: "", end: offset };
    const start = Math.max(offset, size - MOST_BYTES);
    const bytes = Buffer.alloc(size - start);
    const file = openSync(path, "r");
    try {
      const read = bytes.toString("latin1", 0, readSync(file, bytes, 0, bytes.length, start));
      const text = read.slice(0, read.lastIndexOf("\n") + 1);
      return { text, end: start + Buffer.byteLength(text, "latin1") };
    } finally {
      closeSync(file);
    }
  } catch {
    return { text: "", end: offset };
  }
}

function deleteBefore(folder: string, hour: number): void {
  try {
    for (const name of readdirSync(folder)) {
      if (Number(name) < hour) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } catch {
    // Another process deletes them.
  }
}
