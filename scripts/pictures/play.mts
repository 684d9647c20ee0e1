/** What the pictures are drawn from: runs of the demo's program on the emulator, by the embedded engine. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const demo = join(import.meta.dirname, "..", "..", "examples", "demo");

export interface KeyOfDay {
  readonly letter: string;
  readonly enabled: boolean;
  readonly endDate: string;
}

/** One day of the demo's diary. */
export interface Day {
  readonly day: string;
  /** Present on the days of a run: what it did, such as `makes B`. */
  readonly run?: { readonly result: { readonly ok: boolean }; readonly did: readonly string[] };
  readonly calls: Readonly<Record<string, { readonly key: string; readonly status: number }>>;
  readonly keys: readonly KeyOfDay[];
}

interface DemoModules {
  openTenant(day: string): Promise<{ emulator: { url: string; apiKey: string; close(): Promise<void> } }>;
  openStack(place: object): Promise<{ up(): Promise<unknown> }>;
  diary(world: object): { days: Day[]; week(monday: string, up: () => Promise<unknown>): Promise<unknown> };
  addDays(day: string, days: number): string;
}

/** The demo is plain JavaScript: its modules have no types of their own. */
async function demoModules(): Promise<DemoModules> {
  const files = ["tenant.mjs", "stack.mjs", "rotation.mjs"].map((name) => pathToFileURL(join(demo, name)).href);
  return Object.assign({}, ...(await Promise.all(files.map((file) => import(file)))));
}

/** Plays so many weeks of the demo's pair, from a Monday on. */
export async function playWeeks(monday: string, weeks: number): Promise<readonly Day[]> {
  const { openTenant, openStack, diary, addDays } = await demoModules();
  const asOf = process.env.DIGICERT_ONE_AS_OF;
  const tenant = await openTenant(monday);
  const folder = mkdtempSync(join(tmpdir(), "digicert-one-picture-"));
  try {
    const apiKey = { value: tenant.emulator.apiKey, secret: true };
    const config = { "digicert-one:baseUrl": tenant.emulator.url, "digicert-one:apiKey": apiKey };
    const stack = await openStack({ engine: "embedded", folder, config });
    const book = diary({ stack, tenant });
    for (let n = 0; n < weeks; n++) await book.week(addDays(monday, 7 * n), stack.up);
    return book.days;
  } finally {
    if (asOf === undefined) delete process.env.DIGICERT_ONE_AS_OF;
    else process.env.DIGICERT_ONE_AS_OF = asOf;
    await tenant.emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The recording of `npm run demo`. */
export function recordDemo(): string {
  const folder = mkdtempSync(join(tmpdir(), "digicert-one-picture-"));
  try {
    const cast = join(folder, "demo.cast");
    execFileSync(process.execPath, [join(demo, "demo.mjs"), "--cast", cast], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(cast, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
