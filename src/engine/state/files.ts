import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { messageOf } from "../../basics/unknown";

/** The text of a file, or undefined where there is none; anything else in the way names the file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw new Error(`${path} cannot be read: ${messageOf(error)}. Name a file that this user may read`);
  }
}

/**
 * Replaces a file as a whole. Its text is on the disk before it takes the name: a kill, a full disk or a lost power leaves the
 * text before or the text after, never half, and never nothing.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    closeAfter(openSync(temporary, "w", 0o600), (handle) => {
      writeFileSync(handle, text);
      fsyncSync(handle);
    });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(
      `${path} could not be written: ${messageOf(error)}. It holds what it held before, and nothing that was done since. ` +
        "Make room or give access, and run again",
    );
  }
  syncFolder(dirname(path));
}

const HOUR_MS = 3_600_000;

/** Removes what killed runs left beside a file; for whoever holds its lock. Starters that want the lock have files of their own. */
export function removeLeftovers(path: string): void {
  const begins = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path)).filter((each) => each.startsWith(begins))) {
    const file = join(dirname(path), name);
    const isOld = () => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > HOUR_MS;
    if (/^\d+\.tmp$/.test(name.slice(begins.length)) || (name.endsWith(".new") && isOld()))
      rmSync(file, { force: true });
  }
}

/** The new name is on the disk too; not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  try {
    closeAfter(openSync(folder, "r"), fsyncSync);
  } catch {}
}

/** Closes a file whatever was done with it. */
export function closeAfter(handle: number, use: (handle: number) => unknown): void {
  try {
    use(handle);
  } finally {
    closeSync(handle);
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
