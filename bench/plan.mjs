// Measures `digicert-one plan` on one export of 10,000 keys, as JSON, as a table, and so on. Aim: under 2 s, the page under 5 s, the
// start of Node included.
// Usage: npm run build && node bench/plan.mjs [keys]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const count = Number(process.argv[2] ?? 10_000);
const DAY = 86_400_000;
const day = (offset) => new Date(Date.UTC(2027, 0, 1) + offset * DAY).toISOString().slice(0, 10);
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one:";
const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:".padEnd(200, "x"),
};

const resources = [...Array(count).keys()].map((n) => {
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
    value: secret,
  };
  const type = `${DYNAMIC}ApiKey`;
  return { urn: `urn:pulumi:prod::fleet::${type}::key-${n}`, custom: true, id: `id-${n}`, type, inputs, outputs };
});

const folder = mkdtempSync(join(tmpdir(), "bench-plan-"));
const state = join(folder, "stack.json");
writeFileSync(state, JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }, null, 4));

const command = fileURLToPath(new URL("../dist/cli/plan.js", import.meta.url));
const script = `require(${JSON.stringify(command)}).planCommand().parse(process.argv.slice(1), { from: "user" })`;
/** How each form shows that it holds all rows. */
const rowsOf = {
  json: (text) => JSON.parse(text).summary.shown,
  table: (text) => text.split("\n").filter((line) => /^key-\d+ +key /.test(line)).length,
  ics: (text) => new Set(text.match(/^SUMMARY:key-\d+/gm)).size,
  openmetrics: (text) => text.match(/^digicert_one_end_timestamp_seconds/gm).length,
  html: (text) => text.split("<tr data-status=").length - 1,
};
const times = Object.fromEntries(Object.keys(rowsOf).map((format) => [format, []]));
const sizes = {};
// The forms take turns, so that a busy machine is as slow for one as for the other.
for (let run = 0; run < 5; run++) {
  for (const [format, rows] of Object.entries(rowsOf)) {
    const started = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["-e", script, "--", state, "--as-of", "2027-04-01", "--runs-every", "7d", "--format", format],
      { encoding: "utf8", maxBuffer: 2 ** 28 },
    );
    times[format].push(Number(process.hrtime.bigint() - started) / 1e6);
    if (status !== 0) throw new Error(stderr);
    if (rows(stdout) !== count) throw new Error(`expected ${count} rows as ${format}, not ${rows(stdout)}`);
    sizes[format] = (Buffer.byteLength(stdout) / 1e6).toFixed(1);
  }
}
const megabytes = (statSync(state).size / 1e6).toFixed(1);
rmSync(folder, { recursive: true });
const median = (format) => times[format].sort((a, b) => a - b)[2];
for (const format of Object.keys(rowsOf)) {
  const ratio = (median(format) / median("json")).toFixed(2);
  console.log(
    `plan of ${count} keys (${megabytes} MB) as ${format} (${sizes[format]} MB): median ${median(format).toFixed(0)} ms, ` +
      `worst ${times[format][4].toFixed(0)} ms of 5 runs, ${ratio} times json`,
  );
}
