/** `digicert-one plan` on one export of many keys, in each of its forms, the start of Node included. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kilobytes, type Section, seconds } from "../report/section.mts";
import { median } from "../report/statistics.mts";
import { repository } from "../stage/emulator.mts";
import type { Measure, Settings } from "./measure.mts";

const DAY = 86_400_000;
const day = (offset: number): string => new Date(Date.UTC(2027, 0, 1) + offset * DAY).toISOString().slice(0, 10);
const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:".padEnd(200, "x"),
};

/** A key as an export holds it. */
function keyRecord(n: number) {
  const inputs = {
    __provider: 'exports.handler=()=>require("pulumi-digicert-one/provider").apiKey()',
    serviceUserId: `user-${n % 500}`,
    issuedOn: day(n % 90),
    endDate: day((n % 90) + 90),
    rotateOn: day((n % 90) + 60),
    lifetimeDays: 90,
    rotateBeforeDays: 30,
    rotate: true,
    triggers: {},
    namePrefix: "key",
    enabled: true,
    onDestroy: "delete",
    allowSelf: false,
  };
  const outputs = {
    ...inputs,
    requestedEndDate: inputs.endDate,
    name: `key-${inputs.endDate}-${n.toString(16).padStart(8, "0")}`,
    status: "ACTIVE",
    endsAt: `${inputs.endDate}T23:59:59Z`,
    createdAt: `${inputs.issuedOn}T09:00:00Z`,
    fingerprint: n.toString(16).padStart(16, "0"),
    value: SECRET,
  };
  const type = "pulumi-nodejs:dynamic/digicert-one:ApiKey";
  return { urn: `urn:pulumi:prod::fleet::${type}::key-${n}`, custom: true, id: `id-${n}`, type, inputs, outputs };
}

/** How each form shows that it holds all rows. */
const ROWS_OF: Readonly<Record<string, (text: string) => number>> = {
  json: (text) => JSON.parse(text).summary.shown,
  table: (text) => text.split("\n").filter((line) => /^key-\d+ +key /.test(line)).length,
  ics: (text) => new Set(text.match(/^SUMMARY:key-\d+/gm)).size,
  openmetrics: (text) => text.match(/^digicert_one_end_timestamp_seconds/gm)?.length ?? 0,
  html: (text) => text.split("<tr data-status=").length - 1,
};

interface Form {
  readonly format: string;
  readonly bytes: number;
  readonly ms: readonly number[];
}

export const plan: Measure = {
  name: "plan",
  means: "digicert-one plan on one export of 10,000 keys, in each of its forms",
  async run({ quick, progress }: Settings): Promise<Section> {
    const [count, runs] = quick ? [1000, 3] : [10_000, 5];
    const folder = mkdtempSync(join(tmpdir(), "digicert-one-bench-plan-"));
    const state = join(folder, "stack.json");
    const resources = Array.from({ length: count }, (_, n) => keyRecord(n));
    writeFileSync(state, JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }, null, 4));
    const bytes = statSync(state).size;
    const ms = new Map<string, number[]>();
    const sizes = new Map<string, number>();
    const failures: string[] = [];
    try {
      // The forms take turns, so that a busy machine is as slow for one as for the other.
      for (let run = 0; run < runs; run += 1) {
        progress(`plan, ${count} keys, run ${run + 1} of ${runs}`);
        for (const [format, rows] of Object.entries(ROWS_OF)) {
          const shown = show(state, format);
          if ("failure" in shown) failures.push(`plan as ${format}: ${shown.failure}`);
          else if (rows(shown.text) !== count)
            failures.push(`plan as ${format} shows ${rows(shown.text)} rows, not ${count}`);
          else {
            ms.set(format, [...(ms.get(format) ?? []), shown.ms]);
            sizes.set(format, Buffer.byteLength(shown.text));
          }
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const forms = [...ms].map(([format, all]): Form => ({ format, bytes: sizes.get(format) ?? 0, ms: all }));
    const json = median(ms.get("json") ?? [Number.NaN]);
    const rows = forms.map((form) => [
      ...[form.format, kilobytes(form.bytes), seconds(median(form.ms)), seconds(Math.max(...form.ms))],
      (median(form.ms) / json).toFixed(2),
    ]);
    const title = `plan of ${count} keys, an export of ${kilobytes(bytes)} kB`;
    const table = { title, head: ["format", "kB", "median s", "worst s", "× json"], rows };
    return {
      measure: "plan",
      tables: [table],
      targets: quick ? [] : forms.flatMap(targetOf),
      failures: [...new Set(failures)],
      data: forms,
    };
  },
};

function show(state: string, format: string): { text: string; ms: number } | { failure: string } {
  const command = join(repository, "dist", "cli", "main.js");
  const args = [command, "plan", state, "--as-of", "2027-04-01", "--runs-every", "7d", "--format", format];
  const from = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  const ms = performance.now() - from;
  return status === 0 ? { text: stdout, ms } : { failure: stderr };
}

const ALLOWED_SECONDS: Readonly<Record<string, number>> = { json: 2, table: 2, html: 5 };

function targetOf({ format, ms }: Form) {
  const allowed = ALLOWED_SECONDS[format];
  return allowed === undefined ? [] : [{ what: `plan as ${format}`, allowed, seen: median(ms) / 1000, unit: " s" }];
}
