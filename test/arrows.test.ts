import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { afterAll, expect, it } from "vitest";

const root = join(__dirname, "..");
const require_ = createRequire(__filename);
const { forbidden } = require_("../.dependency-cruiser.cjs") as {
  forbidden: { name: string; from: { path?: unknown } }[];
};

/** For each rule one file and the import that it must not have. */
const plants: Record<string, [file: string, imported: string]> = {
  "basics-stand-alone": ["src/basics/planted.ts", "../errors/target"],
  "contract-stands-alone": ["src/contract/planted.ts", "../errors/target"],
  "contract-wire": ["src/contract/wire/planted.ts", "../target"],
  "redaction-stands-alone": ["src/redaction/planted.ts", "../errors/target"],
  "errors-know-the-contract": ["src/errors/planted.ts", "../client/target"],
  "fields-stand-alone": ["src/fields/planted.ts", "../errors/target"],
  "rotation-is-pure": ["src/rotation/planted.ts", "../errors/target"],
  "plan-is-pure": ["src/plan/planted.ts", "../errors/target"],
  "reports-read-plans": ["src/reports/planted.ts", "../fields/target"],
  "reports-page": ["src/reports/page/planted.ts", "../target"],
  "inventory-is-pure": ["src/inventory/planted.ts", "../client/target"],
  "ownership-is-pure": ["src/ownership/planted.ts", "../client/target"],
  "policy-reads-declarations": ["src/policy/planted.ts", "../arguments/target"],
  "policy-rules": ["src/policy/rules/planted.ts", "../target"],
  "policy-loads-no-sdk": ["src/policy/sdk.ts", "@pulumi/policy"],
  "arguments-are-pure": ["src/arguments/planted.ts", "../client/target"],
  "client-speaks-the-contract": ["src/client/planted.ts", "../provider/target"],
  "client-loads-no-schema": ["src/client/heavy.ts", "../contract/target"],
  "client-settings": ["src/client/settings/planted.ts", "../transport/target"],
  "client-limits": ["src/client/limits/planted.ts", "../calling/target"],
  "client-reading": ["src/client/reading/planted.ts", "../calling/target"],
  "client-writing": ["src/client/writing/planted.ts", "../transport/target"],
  "client-transport": ["src/client/transport/planted.ts", "../calling/target"],
  "client-calling": ["src/client/calling/planted.ts", "../making/target"],
  "client-making": ["src/client/making/planted.ts", "../transport/target"],
  "plan-does-no-io": ["src/provider/api-key/plan.ts", "../../client/target"],
  "plan-opens-no-socket": ["src/provider/service-user/plan.ts", "node:https"],
  "provider-applies-through-the-client": ["src/provider/planted.ts", "../resources/target"],
  "provider-proof": ["src/provider/proof/planted.ts", "../host/target"],
  "provider-host": ["src/provider/host/planted.ts", "../key/target"],
  "provider-key": ["src/provider/key/planted.ts", "../api-key/target"],
  "provider-preview": ["src/provider/preview/planted.ts", "../key/target"],
  "provider-service-user": ["src/provider/service-user/planted.ts", "../api-key/target"],
  "provider-api-key": ["src/provider/api-key/planted.ts", "../rotating/target"],
  "provider-rotating": ["src/provider/rotating/slot/planted.ts", "../../api-key/target"],
  "provider-stack-identity": ["src/provider/stack-identity/planted.ts", "../../client/target"],
  "resources-load-nothing-heavy": ["src/resources/planted.ts", "../client/target"],
  "resources-options": ["src/resources/options/planted.ts", "../target"],
  "resources-validation": ["src/resources/validation/planted.ts", "../target"],
  "resources-given": ["src/resources/given/planted.ts", "../target"],
  "lookups-use-the-client": ["src/lookups/planted.ts", "../provider/target"],
  "native-host": ["src/native/planted.ts", "../plan/target"],
  "native-protocol": ["src/native/protocol/planted.ts", "../target"],
  "grpc-is-the-sdks": ["src/native/grpc-planted.ts", "@grpc/grpc-js"],
  "native-schema": ["src/native/schema/planted.ts", "../../provider/target"],
  "emulator-knows-the-contract-only": ["src/emulator/planted.ts", "../errors/target"],
  "emulator-core": ["src/emulator/core/planted.ts", "../http/target"],
  "emulator-http": ["src/emulator/http/planted.ts", "../routes/target"],
  "emulator-management": ["src/emulator/management/planted.ts", "../routes/target"],
  "emulator-routes": ["src/emulator/routes/planted.ts", "../management/target"],
  "engine-knows-nothing-of-ours": ["src/engine/planted.ts", "../contract/target"],
  "engine-model": ["src/engine/model/planted.ts", "../state/target"],
  "engine-sdk": ["src/engine/sdk/planted.ts", "../state/target"],
  "engine-state": ["src/engine/state/planted.ts", "../planning/target"],
  "engine-provider": ["src/engine/provider/planted.ts", "../planning/target"],
  "engine-planning": ["src/engine/planning/planted.ts", "../running/target"],
  "engine-running": ["src/engine/running/planted.ts", "../program/target"],
  "engine-program": ["src/engine/program/planted.ts", "../display/target"],
  "engine-display": ["src/engine/display/planted.ts", "../state/target"],
  "engine-saved-plan": ["src/engine/saved-plan/planted.ts", "../running/target"],
  "engine-has-one-door": ["src/testing/door.ts", "../engine/state/target"],
  "index-loads-nothing-heavy": ["src/index.ts", "./client/target"],
  "testing-is-emulator-engine-and-deciders": ["src/testing/planted.ts", "../client/target"],
  "examiner-asks-through-the-client": ["src/examiner/planted.ts", "../provider/target"],
  "examiner-readings": ["src/examiner/readings/planted.ts", "../doctor/target"],
  "examiner-report": ["src/examiner/report/planted.ts", "../doctor/target"],
  "examiner-doctor": ["src/examiner/doctor/planted.ts", "../verify/target"],
  "examiner-verify": ["src/examiner/verify/planted.ts", "../doctor/target"],
  "cli-arrows": ["src/cli/planted.ts", "../provider/target"],
  "cli-plan": ["src/cli/plan/planted.ts", "../sweep/target"],
  "cli-tenant": ["src/cli/tenant/planted.ts", "../sweep/target"],
  "cli-running": ["src/cli/running/planted.ts", "../sweep/target"],
  "cli-sweep": ["src/cli/sweep/planted.ts", "../../emulator/target"],
  "client-alone-opens-sockets": ["src/lookups/socket.ts", "node:net"],
  "no-circles": ["src/errors/circle.ts", "./circle-back"],
  resolves: ["src/rotation/lost.ts", "./nowhere"],
};

const folder = mkdtempSync(join(tmpdir(), "arrows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Every rule broken once, in a tree of its own, and what the checker says of it. */
function violations(): Set<string> {
  for (const name of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  write("src/errors/circle-back.ts", 'export { a } from "./circle";\nexport const b = 1;\n');
  for (const [file, imported] of Object.values(plants)) {
    if (imported.endsWith("/target")) write(join(dirname(file), `${imported}.ts`), "export const x = 1;\n");
    write(file, `import * as planted from "${imported}";\nexport const a = planted;\n`);
  }
  const cli = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  let output: string;
  try {
    output = execFileSync(
      process.execPath,
      [cli, "--config", ".dependency-cruiser.cjs", "--output-type", "json", "src"],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
  } catch (error) {
    output = String((error as { stdout?: unknown }).stdout);
  }
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } };
  return new Set(summary.violations.map(({ rule }) => rule.name));
}

it("has a planted import for every arrow of the design", () => {
  expect(forbidden.length).toBeGreaterThan(10);
  expect(Object.keys(plants).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

it("has an arrow of its own for every room, and for every room in a room", () => {
  const files = globSync("src/**/*.ts", { cwd: root }).map((file) => file.split(sep));
  const folders = new Set(
    files.flatMap(([src, ...path]) =>
      [1, 2].flatMap((depth) => (path.length > depth ? [[src, ...path.slice(0, depth)].join("/")] : [])),
    ),
  );
  const isFrozen = (folder: string): boolean =>
    forbidden.some(({ from: { path } }) => {
      const rule = typeof path === "string" ? new RegExp(path) : undefined;
      return rule?.test(`${folder}/file.ts`) === true && !rule.test(`${dirname(folder)}/file.ts`);
    });
  expect(folders.size).toBeGreaterThan(30);
  expect([...folders].filter((folder) => !isFrozen(folder))).toEqual([]);
});

it("refuses every planted import", () => {
  const refused = violations();
  expect(Object.keys(plants).filter((name) => !refused.has(name))).toEqual([]);
});

const FETCHING = "fetching.ts";

/** The rooms in which biome refuses a call of the global fetch. */
function roomsWithoutFetch(rooms: readonly string[]): string[] {
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  const files = rooms.map((room) => `src/${room}/${FETCHING}`);
  for (const file of files) write(file, 'export const page = fetch("http://127.0.0.1");\n');
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const options = ["--vcs-enabled=false", "--only=style/noRestrictedGlobals", "--reporter=github"];
  const { stdout } = spawnSync(process.execPath, [biome, "lint", ...options, ...files], {
    cwd: folder,
    encoding: "utf8",
  });
  return rooms.filter((room) => stdout.includes(`src/${room}/${FETCHING}`));
}

it("refuses the global fetch everywhere but in the emulator, whose handle calls its own port", () => {
  const others = ["client", "lookups", "provider/host", "engine", "cli"];
  expect(roomsWithoutFetch([...others, "emulator", "emulator/management"])).toEqual(others);
});
