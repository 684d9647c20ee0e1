/** The recordings of the command line: whole, reproduced by a test each, free of what no two machines share, and compared strictly. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../src/emulator";
import { recordedOn } from "../../e2e/recorded-on";
import type { Run, Stack, StoredResource } from "../../e2e/stack";
import { fileOf, folder, readRecording, recordingFiles, titles } from "./recordings";
import { Witness } from "./witness";

/** The fewest runs that were ever recorded: recordings that got lost would prove nothing. */
const RUNS = 45;
const MOST_BYTES = 200_000;

const recordings = titles.map(readRecording);

describe("the recordings of the native host", () => {
  it("are one of each scenario, of one command line, and small", () => {
    expect(recordingFiles().sort()).toEqual(titles.map(fileOf).sort());
    expect(recordedOn(folder).cli).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(recordings.map(({ title }) => title)).toEqual(titles);
    expect(recordings.flatMap(({ phases }) => phases).length).toBeGreaterThanOrEqual(RUNS);
    const bytes = recordingFiles().map((file) => statSync(join(folder, file)).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_BYTES);
  });

  it("are each compared by one test", () => {
    const tests = readdirSync(__dirname).filter((file) => file.endsWith(".test.ts"));
    const texts = tests.map((file) => readFileSync(join(__dirname, file), "utf8"));
    for (const title of titles) {
      expect(texts.filter((text) => text.includes(`describeRecorded("${title}",`))).toHaveLength(1);
    }
  });

  it("hold no path of a machine, no port, no id and no value of a key", () => {
    const forbidden =
      /\/(tmp|home|root|work|Users)\/|127\.0\.0\.1|emu_[0-9a-f]|[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{12}(?:[0-9a-f]{4})?\b|[0-9a-f]{20}/;
    for (const recording of recordings) expect(JSON.stringify(recording)).not.toMatch(forbidden);
    expect('"value":{"<secret>":"emu_0123"}').toMatch(forbidden);
  });

  it("show users, keys and pairs behind the native host", () => {
    const types = new Set(
      recordings.flatMap(({ phases }) => phases.flatMap(({ state }) => state.map(({ type }) => type))),
    );
    for (const kind of ["ServiceUser", "ApiKey", "RotatingApiKey"])
      expect(types).toContain(`digicert-one:index:${kind}`);
  });
});

/** One run, and the state after it. */
interface Story {
  readonly steps: Run["steps"];
  readonly diagnostics: Run["diagnostics"];
  readonly calls: readonly Pick<JournalEntry, "method" | "path" | "status">[];
  readonly resources: readonly StoredResource[];
}

const URN = "urn:pulumi:dev::scenario::digicert-one:index:ServiceUser::ci";
const TYPE = "digicert-one:index:ServiceUser";
const right: Story = {
  steps: [{ op: "create", urn: URN, type: TYPE, name: "ci", diffs: [] }],
  diagnostics: [{ severity: "info", urn: URN, message: "service user was made" }],
  calls: [{ method: "POST", path: "/account/api/v1/user", status: 201 }],
  resources: [{ urn: URN, type: TYPE, inputs: { nickname: "ci", nonce: "0123" } }],
};

/** What a witness writes down of two such runs, one after the other. */
async function witnessed(...stories: readonly Story[]): Promise<unknown> {
  const journal: JournalEntry[] = [];
  let now = right;
  const never = () => Promise.reject(new Error("not asked for"));
  const run = async (): Promise<Run> => {
    journal.push(...now.calls.map((call) => ({ ...call, at: "2027-01-01T12:00:00.000Z" })));
    return { result: "succeeded", stdout: "", resourceChanges: {}, steps: now.steps, diagnostics: now.diagnostics };
  };
  const stack: Stack = {
    ...{ engine: "played", preview: run, up: run, refresh: run, destroy: run },
    exportStack: async () => ({ version: 3, deployment: { resources: now.resources } }),
    ...{ outputs: never, storedState: never, importStack: never, setConfig: never, setEnv: () => undefined },
  };
  const witness = new Witness(stack, { journal: async () => [...journal] });
  for (const story of stories) {
    now = story;
    await witness.up();
  }
  return witness.phases;
}

describe("a run that does something else", () => {
  const [step] = right.steps;
  const [call] = right.calls;
  const [resource] = right.resources;
  const others: Readonly<Record<string, Partial<Story>>> = {
    "leaves out a step": { steps: [] },
    "takes another step": { steps: [{ ...step, op: "update" } as Story["steps"][number]] },
    "makes a call twice": { calls: [...right.calls, ...right.calls] },
    "makes another call": { calls: [{ ...call, method: "PUT" } as Story["calls"][number]] },
    "is answered otherwise": { calls: [{ ...call, status: 409 } as Story["calls"][number]] },
    "says nothing": { diagnostics: [] },
    "stores another input": {
      resources: [{ ...resource, inputs: { nickname: "other", nonce: "0123" } } as StoredResource],
    },
    "stores nothing": { resources: [] },
  };

  it.each(Object.entries(others))("%s, and reads otherwise", async (_what, other) => {
    expect(await witnessed(right, { ...right, ...other })).not.toEqual(await witnessed(right, right));
  });

  it("draws other values, and reads alike", async () => {
    const drawn = {
      ...right,
      resources: [{ ...resource, inputs: { nickname: "ci", nonce: "4567" } } as StoredResource],
    };
    expect(await witnessed(drawn, drawn)).toEqual(await witnessed(right, right));
  });
});
