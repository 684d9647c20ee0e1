/**
 * The one wrapper round every handler: what the SDK's dynamic provider host expects, made safe.
 *
 * - `configure` stores the configuration in its synchronous part and never throws: calls that arrive while an async
 *   configure is pending run unconfigured, and after one that threw every later call throws too (seen).
 * - Results are plain JSON, always whole; errors are `Error` objects with redacted messages, without a numeric `code`
 *   (taken for a gRPC status) and without `id`, `properties`, `reasons` (taken for a partial creation) unless they
 *   are one.
 * - Today is fixed once for all handlers of a process, so that they agree across midnight.
 * - Under `DIGICERT_ONE_AS_OF` whatever changes something refuses to run, except against loopback.
 */
import { SECRET_ARGUMENTS } from "../../arguments";
import { requireKnownState } from "../proof/known-state";
import { requireSamePlace } from "../proof/place";
import type { ApplyContext, ApplyHandlers, DynamicProvider, LateHandlers, ResourceHandlers } from "./handlers";
import { NoticeQueue, notice } from "./notice";
import { discretionOf, type Guard, guarded, listOfSecrets, RECORDED_SETTINGS } from "./presentation";
import { engineAlive } from "./process";
import { processClock } from "./run/clock";
import { processFailures, RunFailures } from "./run/failures";
import { Handover } from "./run/handover";
import { type HostDeps, Session } from "./session";
import { formerNames, PLACE, type PlanContext, PROVIDER_KEY, type Props, type Sentences, text, toPlain } from "./state";

const realDeps: HostDeps = {
  env: process.env,
  now: () => Date.now(),
  clock: processClock,
  failures: processFailures,
  engineAlive: () => engineAlive(),
  notice,
};

/** Wraps the handlers of one kind of resource for the SDK's host. */
export function dynamicProvider(handlers: ResourceHandlers | LateHandlers, deps: HostDeps = realDeps): DynamicProvider {
  const queue = new NoticeQueue(deps.notice);
  const failures = deps.failures ?? new RunFailures();
  const session = new Session({ ...deps, notice: queue.add });
  const handover = new Handover();
  const subjectOf = (props: Props): string => discretionOf(props).hide(handlers.subject(props));
  /** @param bags the properties at hand: what any of them says was given as a secret is one */
  const plan = (...bags: Props[]): PlanContext => ({
    today: session.today(),
    isSecret: discretionOf(...bags).isSecret,
  });
  let loaded: ApplyHandlers | undefined;
  const apply = async (props: Props, ...bags: Props[]): Promise<{ context: ApplyContext; by: ApplyHandlers }> => {
    const { hide, isSecret } = discretionOf(props, ...bags);
    const context = await session.applyContext(subjectOf(props), session.today());
    loaded ??= "load" in handlers ? await handlers.load() : handlers;
    const notice: ApplyContext["notice"] = (message, severity) => context.notice(hide(message), severity);
    return { context: { ...context, isSecret, notice }, by: loaded };
  };
  const report = (props: Props, { warnings = [], events = [] }: Sentences) => {
    const { hide } = discretionOf(props);
    for (const each of events) queue.add(subjectOf(props), hide(each), "info");
    for (const each of warnings) queue.add(subjectOf(props), hide(each), "warning");
  };
  /** Runs a handler: it returns, or fails, once all its notices are sent. */
  const handling = <T>(guard: Guard, run: () => Promise<T>): Promise<T> =>
    guarded({ isShown: (error) => failures.isShown(error), ...guard }, run).finally(() => queue.flush());
  /** The guard of what the engine does without the program too. What a program gets by its id says at no host that it lives. */
  const withoutProgram = (doing: string, props: Props): Guard => ({
    ...{ doing, hide: discretionOf(props).hide },
    refused: session.hasRecordedKey() && text(props, "host") !== "" ? RECORDED_SETTINGS : undefined,
  });
  const requireKnown = (props: Props) => requireKnownState(handlers.kind, handlers.stateNames, without(props));
  const requirePlace = (id: string, olds: Props) => {
    requireKnown(olds);
    const place = session.place();
    if (place !== undefined) requireSamePlace(text(olds, "host"), place, { kind: handlers.kind, id });
  };
  /** What the engine stores of an object that exists, but could not be finished. */
  const partlyStored = (props: Props, isProved: boolean) => (id: string, properties: object) => ({
    ...placed(id, { ...properties, ...listOfSecrets(props) }, isProved),
    [PROVIDER_KEY]: props[PROVIDER_KEY],
  });
  const placed = (id: string, outs: object, isProved = true): Props => {
    const host = handlers.isRemote(id) && isProved ? session.place()?.host : undefined;
    const state = loaded?.toStore?.({ ...outs }) ?? outs;
    return toPlain({ ...state, ...(host !== undefined && { host }) }) as Props;
  };

  return {
    configure(request) {
      session.begin(handlers);
      failures.begin(handlers);
      session.config = request.config;
      queue.log = request.log;
      return Promise.resolve();
    },
    check: (olds, news) =>
      handling({ doing: `checking the ${handlers.kind}`, hide: discretionOf(olds, news).hide }, async () => {
        requireKnown(olds);
        session.stack.note(text(news, "owner"));
        const { hide } = discretionOf(olds, news);
        const outcome = handlers.check(without(olds), given(without(news)), plan(news));
        const inputs = toPlain({ ...outcome.inputs, ...listOfSecrets(news) }) as Props;
        report(inputs, outcome);
        handover.keep(without(inputs), outcome.facts);
        return {
          inputs,
          // Of a failure that names a property the engine prints the value, secrets included (seen): the reason names it.
          failures: outcome.failures.map(({ reason }) => ({ property: "", reason: hide(reason) })),
        };
      }),
    diff: (id, olds, news) =>
      handling({ doing: `comparing the ${handlers.kind}`, hide: discretionOf(olds, news).hide }, async () => {
        requirePlace(id, olds);
        const facts = handover.of(without(news));
        const outcome = handlers.diff(stored(olds), without(news), { ...plan(olds, news), ...(facts && { facts }) });
        report({ ...olds, ...news }, outcome);
        const { warnings: _w, events: _e, ...response } = outcome;
        return { ...response, changes: response.changes || response.replaces.length > 0 };
      }),
    create: (inputs) =>
      handling(
        {
          doing: `creating the ${handlers.kind}`,
          hide: discretionOf(inputs).hide,
          stored: partlyStored(inputs, true),
        },
        async () => {
          session.refuseUnderAsOf();
          const { context, by } = await apply(inputs);
          const result = await by.create(without(inputs), context);
          return { id: String(result.id), outs: placed(result.id, { ...result.outs, ...listOfSecrets(inputs) }) };
        },
      ),
    read: (id, props) =>
      handling(withoutProgram(`reading the ${handlers.kind}`, props), async () => {
        const { context, by } = await apply(props);
        requirePlace(id, props);
        const found = await by.read(id, stored(props), context);
        if (!found) return {};
        const secrets = listOfSecrets(props);
        return {
          id: String(id),
          props: placed(id, { ...found.props, ...secrets }),
          inputs: toPlain({ ...found.inputs, ...secrets }) as Props,
        };
      }),
    update: (id, olds, news) =>
      handling(
        {
          doing: `updating the ${handlers.kind}`,
          hide: discretionOf(olds, news).hide,
          stored: partlyStored(news, text(olds, "host") !== ""),
        },
        async () => {
          session.refuseUnderAsOf();
          const { context, by } = await apply(news, olds);
          requirePlace(id, olds);
          const outs = await by.update(id, stored(olds), without(news), context);
          // An update that made no call proves nothing to a state that does not know the host yet.
          const isProved = text(olds, "host") !== "" || context.hasStepped();
          return { outs: placed(id, { ...outs, ...listOfSecrets(news) }, isProved) };
        },
      ),
    delete: (id, props) =>
      handling(withoutProgram(`deleting the ${handlers.kind}`, props), async () => {
        session.refuseUnderAsOf();
        const { context, by } = await apply(props);
        requirePlace(id, props);
        await by.delete(id, stored(props), context);
      }),
  };
}

/** What the hosts keep for themselves: a stack may have moved from one to the other. */
const OF_HOSTS: readonly string[] = [PROVIDER_KEY, SECRET_ARGUMENTS, PLACE];

const without = (props: Props): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => !OF_HOSTS.includes(name)));

/** What handlers see of a state, by whichever version. */
function stored(props: Props): Props {
  return Object.fromEntries(Object.entries(without(props)).filter(([name]) => !formerNames.includes(name)));
}

/** JavaScript programs say "not set" with null too; the SDK drops undefined, and only undefined. */
function given(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
}
