import { type Call, faultOf, nextId, type Props, read, record, remove, write } from "./world";

/** Thrown by value: Pulumi's host recognises a partial failure by these own properties. */
class Unfinished extends Error {
  readonly id: string;
  readonly properties: Props;
  readonly reasons: string[];

  constructor(id: string, properties: Props) {
    super(`${id} is unfinished`);
    this.id = id;
    this.properties = properties;
    this.reasons = [`${id} is unfinished`, "try again"];
  }
}

const without = (props: Props, ...names: string[]): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => !names.includes(name)));

const inputsOf = (props: Props): Props => without(props, "__provider", "made", "token");

const labelOf = (...props: Props[]): string => {
  const found = props.map((each) => each.label).find((label) => typeof label === "string");
  return String(found ?? "?");
};

/** Writes the call down with its answer, whatever becomes of it. */
async function told<T>(call: Omit<Call, "answer" | "error">, work: () => T): Promise<T> {
  try {
    const fault = faultOf(call.method, call.label);
    if (fault === "refuse") throw Object.assign(new Error(`${call.method} of ${call.label} is refused`), { stack: "" });
    const answer = work();
    record({ ...call, answer });
    return answer;
  } catch (error) {
    record({ ...call, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function check(olds: Props, news: Props): { inputs: Props; failures?: { property: string; reason: string }[] } {
  const failures = Object.entries(news)
    .filter(([, value]) => value === "bad")
    .map(([property]) => ({ property, reason: `${property} must not be "bad"` }));
  if (failures.length > 0) return { inputs: news, failures };
  // A decision taken in check from the old inputs, the way a rotation is: it must show in preview.
  if ("rotates" in news) return { inputs: { ...news, day: turn(olds.day) } };
  return { inputs: news };
}

function turn(day: unknown): string {
  const today = process.env.TOY_DAY ?? "1";
  return typeof day === "string" && Number(today) - Number(day) < 10 ? day : today;
}

/** Properties named `size…` and `day` cannot be changed in place. */
const isFixed = (name: string): boolean => name.startsWith("size") || name === "day";

function diff(olds: Props, news: Props): { changes: boolean; replaces: string[]; deleteBeforeReplace?: boolean } {
  const before = inputsOf(olds);
  const after = inputsOf(news);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const replaces = changed.filter(isFixed);
  const answer = { changes: changed.length > 0, replaces };
  return "deleteFirst" in news ? { ...answer, deleteBeforeReplace: true } : answer;
}

function make(props: Props): { id: string; outs: Props } {
  const id = nextId(labelOf(props));
  const outs = { ...inputsOf(props), made: id, token: `token of ${id}` };
  write(id, outs);
  if (faultOf("create", labelOf(props)) === "partial") {
    throw new Unfinished(id, { ...outs, __provider: props.__provider });
  }
  return { id, outs };
}

function change(id: string, olds: Props, news: Props): { outs: Props } {
  const outs = { ...inputsOf(news), made: olds.made, token: olds.token };
  write(id, outs);
  if (faultOf("update", labelOf(news)) === "partial") {
    throw new Unfinished(id, { ...outs, __provider: news.__provider });
  }
  return { outs };
}

function look(id: string, olds: Props): { id?: string; props?: Props; inputs?: Props } {
  const found = read(id);
  if (!found && !("made" in olds)) throw new Error(`there is no object ${id}`);
  return found ? { id, props: found, inputs: inputsOf(found) } : {};
}

const creating = (news: Props) => told({ label: labelOf(news), method: "create", news }, () => make(news));
const deleting = (id: string, olds: Props) =>
  told({ label: labelOf(olds), method: "delete", id, olds }, () => remove(id));
const updating = (id: string, olds: Props, news: Props) =>
  told({ label: labelOf(news), method: "update", id, olds, news }, () => change(id, olds, news));
const checking = (olds: Props, news: Props) =>
  told({ label: labelOf(news), method: "check", olds, news }, () => check(olds, news));

/** Handlers by name. */
export const handlers = {
  /** Has every method. */
  full: {
    check: checking,
    diff: (id: string, olds: Props, news: Props) =>
      told({ label: labelOf(news), method: "diff", id, olds, news }, () => diff(olds, news)),
    create: creating,
    read: (id: string, olds: Props) => told({ label: labelOf(olds), method: "read", id, olds }, () => look(id, olds)),
    update: updating,
    delete: deleting,
  },
  /** Answers reads with outputs alone: the engine keeps the inputs it has. */
  readsOutputs: {
    create: creating,
    read: (id: string, olds: Props) =>
      told({ label: labelOf(olds), method: "read", id, olds }, () => without(look(id, olds), "inputs")),
    update: updating,
    delete: deleting,
  },
  /** Says nothing of what is not there: an answer without an id. */
  forgetful: {
    create: creating,
    read: (id: string, olds: Props) =>
      told({ label: labelOf(olds), method: "read", id, olds }, () => (read(id) ? look(id, olds) : {})),
    delete: deleting,
  },
  /** Is asked, and leaves the comparison to the engine. */
  undecided: {
    check: checking,
    diff: (id: string, olds: Props, news: Props) =>
      told({ label: labelOf(news), method: "diff", id, olds, news }, () => ({})),
    create: creating,
    update: updating,
    delete: deleting,
  },
  /** Leaves the comparison to the engine, and the old outputs where they are. */
  bare: { create: creating, delete: deleting },
  /** Compares nothing itself, but can update. */
  updatable: { create: creating, update: updating, delete: deleting },
  /** Shows the settings that reach a provider; made per text, as the host caches by text. */
  settings: () => {
    let seen = "";
    return {
      configure: (request: { config: { get(name: string): string | undefined } }) => {
        const names = ["toys:colour", "toys:password", "colour"];
        seen = names.map((name) => `${name}=${request.config.get(name) ?? ""}`).join(" ");
      },
      create: (news: Props) =>
        told({ label: labelOf(news), method: "create", news }, () => ({
          id: nextId(labelOf(news)),
          outs: { label: labelOf(news), seen },
        })),
      delete: deleting,
    };
  },
};
