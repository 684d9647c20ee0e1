import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evidence, openIds } from "../../src/contract";
import { type Emulator, furtherVariants, startEmulator, variantNames } from "../../src/emulator";
import { call } from "./harness";
import { probes } from "./probes";

async function withEmulator<T>(variants: readonly string[], use: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed: 6, now: "2027-01-10T12:00:00Z", variants });
  try {
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

describe("the variants", () => {
  it("are the ids of the supported and assumed facts, and those that are declared beside them", () => {
    const more = Object.keys(furtherVariants);
    expect(variantNames.filter((name) => !more.includes(name))).toEqual(openIds);
    expect(more).toEqual([
      "chunked",
      "another-host",
      "paged-lists",
      "token-end-date-fixed",
      "token-id-is-value",
      "masked-first-key",
      "single-key",
      "grants-less",
      "user-as-documented",
      "put-merge",
    ]);
    expect(variantNames).toEqual([...openIds, ...more]);
  });

  it("have a probe each, and no probe is left over", () => {
    expect(Object.keys(probes).sort()).toEqual([...variantNames].sort());
  });

  it.each(variantNames)("%s changes an answer, as the contract says", async (name) => {
    const probe = probes[name];
    if (probe === undefined) throw new Error(`no probe for ${name}`);
    expect(probe.agreed).not.toEqual(probe.other);
    expect(await withEmulator([], probe.ask)).toEqual(probe.agreed);
    expect(await withEmulator([name], probe.ask)).toEqual(probe.other);
  });

  it("can all be on at once but the one that answers everything with a page", async () => {
    const all = variantNames.filter((name) => name !== "another-host" && name !== "me-without-role");
    const reply = await withEmulator(all, (emulator) => call(emulator, "GET", "/user/me"));
    expect(reply.status).toBe(200);
  });

  it("turn the flat body's code into a number every other time, where nothing hangs on it", async () => {
    const codes = await withEmulator(["error-envelope-used"], async (emulator) => {
      const missing = [await call(emulator, "GET", "/user/x"), await call(emulator, "GET", "/user/x")];
      await emulator.addFault({ kind: "status", status: 500, times: 2 });
      const broken = [await call(emulator, "GET", "/user/x"), await call(emulator, "GET", "/user/x")];
      return [...missing, ...broken].flatMap((reply) => reply.codes);
    });
    expect(codes).toHaveLength(4);
    expect(new Set(codes)).toEqual(new Set(["resource_not_found", "internal_error", 500]));
  });
});

describe("PROVENANCE.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "src", "emulator", "PROVENANCE.md"), "utf8");

  it("names every fact", () => {
    const missing = evidence.filter(
      ({ facts, id, mark }) => !page.includes(`| ${facts.join(" ")} | \`${id}\` | ${mark} |`),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it("begins with goals and limitations", () => {
    expect([...page.matchAll(/^## (.*)$/gm)].slice(0, 2).map(([, title]) => title)).toEqual(["Goals", "Limitations"]);
  });

  it("names the further variants", () => {
    for (const name of Object.keys(furtherVariants)) expect(page).toContain(`\`${name}\``);
  });
});
