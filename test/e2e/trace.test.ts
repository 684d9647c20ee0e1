import { describe, expect, test } from "vitest";
import type { PhaseRecord } from "./scenario";
import type { Call } from "./toys/world";
import { canonicalOrder, traceOf } from "./trace";
import { readTrace } from "./traces";

const call = (text: string): Call => {
  const [label = "", method = ""] = text.split(" ");
  return { label, method };
};
const order = (texts: readonly string[], dependencies: Record<string, string[]> = {}, refreshes = false) =>
  canonicalOrder(texts.map(call), dependencies, refreshes).map(({ label, method }) => `${label} ${method}`);

describe("the order of calls in a trace", () => {
  test("does not tell how unrelated resources took turns", () => {
    const one = order(["a check", "b check", "a create", "b create"]);
    const other = order(["b check", "b create", "a check", "a create"]);
    expect(one).toEqual(other);
    expect(one).toEqual(["a check", "a create", "b check", "b create"]);
  });

  test("tells who of two related resources came first", () => {
    const related = { b: ["a"] };
    const right = ["a check", "a create", "b check", "b create"];
    const wrong = ["b check", "a check", "a create", "b create"];
    expect(order(right, related)).toEqual(right);
    expect(order(wrong, related)).toEqual(wrong);
  });

  test("tells whether deletes came last, even of resources that have nothing to do with the others", () => {
    const late = ["b check", "b update", "a delete"];
    const early = ["a delete", "b check", "b update"];
    expect(order(late)).toEqual(late);
    expect(order(early)).toEqual(early);
  });

  test("lets a delete that makes room for a replacement take turns with unrelated resources", () => {
    const one = order(["b check", "a delete", "a create"]);
    const other = order(["a delete", "a create", "b check"]);
    expect(one).toEqual(other);
  });

  test("does not order the reads of a refresh", () => {
    const related = { b: ["a"] };
    expect(order(["b read", "a read"], related, true)).toEqual(["a read", "b read"]);
    expect(order(["b read", "a read"], related, false)).toEqual(["b read", "a read"]);
  });
});

/** What a wrong engine would have done in the phase, told as a run. */
const replay = (title: string, wrong: (calls: readonly Call[]) => readonly Call[]) => {
  const trace = readTrace(title);
  if (!trace) throw new Error(`there is no trace of "${title}"`);
  const at = trace.phases.findLastIndex((phase) => phase.run === "up" && phase.calls.some(isReplacing));
  const phase = trace.phases[at];
  if (!phase) throw new Error(`nothing is replaced in "${title}"`);
  const told = (calls: readonly Call[]) => canonicalOrder(calls, trace.dependencies, false);
  return { right: told(phase.calls), recorded: phase.calls, wrong: told(wrong(phase.calls)) };
};
const isReplacing = ({ label, method, id }: Call): boolean => label === "a" && method === "delete" && id === "a-1";

describe("a wrong engine does not pass the trace of a replacement", () => {
  const title = "a replacement is checked twice, made first, handed over and deleted last";
  const withoutCall = (calls: readonly Call[], at: number) => calls.filter((_, each) => each !== at);

  test("while the right one does", () => {
    const { right, recorded } = replay(title, (calls) => calls);
    expect(right).toEqual(recorded);
  });

  test("that checks a replacement once", () => {
    const { wrong, recorded } = replay(title, (calls) =>
      withoutCall(
        calls,
        calls.findLastIndex(({ label, method }) => label === "a" && method === "check"),
      ),
    );
    expect(wrong).toHaveLength(recorded.length - 1);
    expect(wrong).not.toEqual(recorded);
  });

  test("that gives the second check the old inputs", () => {
    const { wrong, recorded } = replay(title, (calls) => {
      const first = calls.find(({ label, method }) => label === "a" && method === "check");
      return calls.map((each) =>
        each.label === "a" && each.method === "check" && first?.olds ? { ...each, olds: first.olds } : each,
      );
    });
    expect(wrong).not.toEqual(recorded);
  });

  test("that deletes first", () => {
    const { wrong, recorded } = replay(title, (calls) => {
      const made = calls.findIndex(({ label, method }) => label === "a" && method === "create");
      const gone = calls.findIndex(isReplacing);
      const rest = withoutCall(calls, gone);
      return [...rest.slice(0, made), ...calls.slice(gone, gone + 1), ...rest.slice(made)];
    });
    expect(wrong).toHaveLength(recorded.length);
    expect(wrong).not.toEqual(recorded);
  });

  test("that deletes before the consumer was handed the new object", () => {
    const { wrong, recorded } = replay(title, (calls) => {
      const handed = calls.findIndex(({ label, method }) => label === "b" && method === "update");
      const gone = calls.findIndex(isReplacing);
      const rest = withoutCall(calls, gone);
      return [...rest.slice(0, handed), ...calls.slice(gone, gone + 1), ...rest.slice(handed)];
    });
    expect(wrong).not.toEqual(recorded);
  });
});

test("a trace keeps nothing that no two runs share", () => {
  const id = "f7949f71-dd1f-4b0f-a42f-5cb50fa0bbc8";
  const urn = "urn:pulumi:dev::toys::pulumi-nodejs:dynamic/toys:Toy::a";
  const record = {
    phase: { run: "up" },
    run: { result: "succeeded", stdout: "", resourceChanges: {}, steps: [], diagnostics: [] },
    calls: [
      { label: "a", method: "create", news: { __provider: "text", value: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
    ],
    alive: [],
    outputs: {},
    state: {
      version: 3,
      deployment: {
        manifest: { time: "now" },
        resources: [
          {
            urn,
            type: "toys:Toy",
            created: "now",
            modified: "now",
            provider: `provider::${id}`,
            outputs: {
              token: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"hush"' },
            },
          },
        ],
      },
    },
  } satisfies PhaseRecord;
  const [phase] = traceOf("a title", [record]).phases;
  expect(phase?.calls).toEqual([{ label: "a", method: "create", news: { value: "<unknown>" } }]);
  expect(phase?.state).toEqual([
    { urn, type: "toys:Toy", provider: "provider::<id>", outputs: { token: { "<secret>": "hush" } } },
  ]);
});
