/** One cell of the table: an operation, whose call is answered in a form, and what comes of it. */
import { vi } from "vitest";
import { isGeneratedName, parseMark } from "../../src/ownership";
import type { Props } from "../../src/provider/host/state";
import { exported, jsonOf, sweep } from "../cli/sweep-fixture";
import { call } from "../emulator/harness";
import { codeOfStatus, type Form } from "../support/answers";
import type { Asked } from "./gateway";
import type { Operation, Thing } from "./operation";
import type { Effect, Outcome, Truth } from "./oracle";
import { heldIds, living, type Stage } from "./stage";
import { namesRole, saysHow, wordOf } from "./words";

export interface Cell {
  readonly operation: Operation;
  readonly status: number;
  /** Undefined: a proxy refuses the connection. */
  readonly form: Form | undefined;
  readonly truth: Truth;
  /** The call was carried out before somebody else answered. */
  readonly isDone?: true;
  /** Somebody else answers once only, and there is time to ask again. */
  readonly isOnce?: true;
}

export async function lived(cell: Cell, stage: Stage): Promise<Outcome> {
  const { emulator, gateway, world, proxy } = stage;
  const logged: string[] = [];
  world.deps.client = { onLog: ({ keyId }) => keyId !== undefined && void logged.push(keyId) };
  const thing = await cell.operation.prepare(stage);
  const before = await living(emulator);
  const held = heldIds(thing.resources);
  const removed = new Set<string>();
  const hits = answerInstead(cell, thing, stage, removed);
  vi.stubEnv("NO_PROXY", "");
  for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value);
  const message = await thing.run(stage).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const keys = await keysLeft(thing, logged);
  vi.unstubAllEnvs();
  gateway.rule = {};
  if (hits() + proxy.asked === 0 || (cell.isOnce && hits() > 1))
    throw new Error(`${cell.operation.name}: ${hits()} calls were answered in place of the API`);
  const after = await living(emulator);
  const now = heldIds(thing.resources);
  return {
    result: message === undefined ? "done" : wordOf(message),
    effect: effectOf(before, removed, after),
    lost: await lostOf(stage, thing, after),
    forgotten: [...held].filter((id) => !now.has(id) && after.get(id)?.status === "ACTIVE").length,
    keysLeft: keys,
    namesRole: message !== undefined && namesRole(message),
    saysHow: message !== undefined && saysHow(message),
  };
}

/** Sets the gateway to answer the call under test, or to refuse everything as a proxy. */
function answerInstead(
  { operation, status, form, truth, isDone, isOnce }: Cell,
  thing: Thing,
  stage: Stage,
  removed: Set<string>,
): () => number {
  const { gateway, world } = stage;
  if (form === undefined) {
    throughProxy(stage, thing, status);
    return () => 0;
  }
  let hits = 0;
  if (isOnce) world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "5";
  const answer = () => {
    hits += 1;
    return { status, contentType: form.contentType, body: form.body(codeOfStatus[status] ?? "", status) };
  };
  const isEmptied = ({ method, path }: Asked) => operation.emptyList === path && method === "GET";
  // Every name would be taken for ever.
  const isOver = () => hits > 0 && (isOnce === true || (form.isOfApi && operation.facts.redraws === true));
  const isHit = (asked: Asked) => !isEmptied(asked) && !isOver() && operation.hits(asked, thing, stage);
  if (truth === "unseen") {
    world.env.DIGICERT_ONE_API_KEY = stage.foreignKey;
    gateway.rule = { after: (_asked, came) => (came === 404 ? answer() : undefined) };
  } else {
    gateway.rule = {
      async instead(asked) {
        if (isEmptied(asked)) return { status: 200, contentType: "application/json", body: "[]" };
        if (isDone || !isHit(asked)) return undefined;
        if (truth === "gone" && hits === 0) await takeAway(stage, asked, removed);
        return answer();
      },
      after: (asked) => (isDone && isHit(asked) ? answer() : undefined),
    };
  }
  return () => hits;
}

/** From here on every connection goes through a proxy; states of old do not say where things live. */
function throughProxy({ proxy, world }: Stage, { resources }: Thing, status: number): void {
  proxy.status = status;
  for (const { state } of resources) if (state) delete state.outputs.host;
  vi.stubEnv("HTTPS_PROXY", proxy.url);
  world.env.DIGICERT_ONE_BASE_URL = "https://one.example.test";
}

/** Somebody deletes what is asked about by hand, at this very moment. */
async function takeAway({ emulator }: Stage, { path }: Asked, removed: Set<string>): Promise<void> {
  const before = await living(emulator);
  await call(emulator, "DELETE", path.replace(/\/(en|dis)able$/, ""));
  const after = await living(emulator);
  for (const id of before.keys()) if (!after.has(id)) removed.add(id);
  if (removed.size === 0) throw new Error(`${path} was not there to be taken away`);
}

type Living = ReadonlyMap<string, Props>;

function effectOf(before: Living, removed: ReadonlySet<string>, after: Living): Effect {
  const came = [...after.keys()].some((id) => !before.has(id));
  const went = [...before.keys()].some((id) => !after.has(id) && !removed.has(id));
  if (came && went) throw new Error("something was replaced");
  return came ? "one comes" : went ? "one goes" : "nothing";
}

/** What lives, is ours, stands in no state, and no sweep lists. */
async function lostOf(stage: Stage, { resources }: Thing, after: Living): Promise<number> {
  const held = heldIds(resources);
  const isOurs = (one: Props): boolean =>
    parseMark(String(one.description ?? "")).mark !== undefined || isGeneratedName(String(one.name ?? ""));
  const loose = [...after].filter(([id, one]) => isOurs(one) && !held.has(id));
  if (loose.length === 0) return 0;
  const healthy = { DIGICERT_ONE_BASE_URL: stage.emulator.url, DIGICERT_ONE_API_KEY: stage.emulator.apiKey };
  const env = { ...stage.world.env, ...healthy };
  const run = await sweep({ ...stage.world, env }, ["-", "--json"], { stdin: exported(resources) });
  const listed = new Set(jsonOf(run).found.map(({ id }) => id));
  return loose.filter(([id, one]) => !listed.has(id) && !listed.has(String(one.user_id))).length;
}

/** The keys that later calls still come with. */
async function keysLeft({ again }: Thing, logged: string[]): Promise<number> {
  if (again === undefined) return 1;
  logged.length = 0;
  for (let n = 0; n < 4; n += 1) await again();
  return new Set(logged).size;
}
