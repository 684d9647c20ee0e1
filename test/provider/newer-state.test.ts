/** An older package on the state of a newer one: a name that it does not know is refused by every handler, in a sentence. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isRecord, messageOf } from "../../src/basics/unknown";
import { kindOf } from "../../src/fields/kinds";
import type { DynamicProvider, LateHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import { registry } from "../../src/provider/registry";

const env = {
  DIGICERT_ONE_BASE_URL: "http://127.0.0.1:9",
  DIGICERT_ONE_API_KEY: "k",
  DIGICERT_ONE_MAX_RETRY_SECONDS: "0",
};
const deps = {
  env,
  now: () => Date.parse("2027-01-01T12:00:00Z"),
  engineAlive: async () => true,
  notice: () => undefined,
};

const kinds = Object.entries(registry).flatMap(([kind, record]) =>
  "handlers" in record ? [[kind, record.handlers]] : [],
);
const calls: Record<string, (provider: DynamicProvider, olds: Record<string, unknown>) => Promise<unknown>> = {
  check: (provider, olds) => provider.check(olds, {}),
  diff: (provider, olds) => provider.diff("id", olds, {}),
  read: (provider, olds) => provider.read("id", olds),
  update: (provider, olds) => provider.update("id", olds, {}),
  delete: (provider, olds) => provider.delete("id", olds),
};
const rows = kinds.flatMap(([kind, handlers]) =>
  Object.keys(calls).map((call) => [String(kind), call, handlers as LateHandlers] as const),
);

it("is asked of every kind with handlers, and of every call that gets a state", () => {
  expect(rows.length).toBe(25);
});

it.each(rows)("%s, %s", async (_kind, call, handlers) => {
  const asked = (olds: Record<string, unknown>) =>
    calls[call]?.(dynamicProvider(handlers, deps), olds).then(
      () => "",
      (error: unknown) => messageOf(error),
    );
  const refused = await asked({ shifts: "night", __provider: "text" });
  expect(refused).toMatch(/was written by a newer version of pulumi-digicert-one\. Version .+ does not know shifts\./);
  expect(refused).toMatch(/npm install pulumi-digicert-one@latest/);
  // The twin: names that it knows, the wrapper's own among them.
  const known = Object.fromEntries(handlers.stateNames.map((name) => [name, ""]));
  expect(await asked({ ...known, host: "127.0.0.1:9", __provider: "text" })).not.toMatch(/newer version/);
});

// The list of names is right if every state that was ever written passes.
it.each(["v0", "v1"])("every name in the frozen state %s is known", (version) => {
  const file = join(__dirname, "..", "fixtures", "state", `${version}.json`);
  const seen = new Set<string>();
  const unknown: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isRecord(value)) return;
    const { type, outputs } = value;
    const kind = typeof type === "string" ? kindOf(type) : undefined;
    const record = kind && registry[kind];
    if (kind !== undefined && record !== undefined && "handlers" in record && isRecord(outputs)) {
      seen.add(kind);
      const names: readonly string[] = [...record.handlers.stateNames, "host", "__provider"];
      unknown.push(...Object.keys(outputs).filter((name) => !names.includes(name)));
    }
    Object.values(value).forEach(walk);
  };
  walk(JSON.parse(readFileSync(file, "utf8")));
  expect(seen.size).toBe(kinds.length);
  expect(unknown).toEqual([]);
});
