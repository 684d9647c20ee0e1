/**
 * The one wrapper round every handler: what the SDK's dynamic provider host expects, made safe.
 *
 * - `configure` stores the configuration in its synchronous part and never throws: calls that arrive while an async
 *   configure is pending run unconfigured, and after one that threw every later call throws too (seen).
 * - Answers are plain JSON, always whole; errors are `Error` objects with redacted messages, without a numeric `code`
 *   (taken for a gRPC status) and without `id`, `properties`, `reasons` (taken for a partial creation) unless they
 *   are one.
 * - Today is fixed once for all handlers of a process, so that they agree across midnight.
 * - Under `DIGICERT_ONE_AS_OF` whatever changes something refuses to run, except against loopback.
 */
import { requireKnownState } from "../proof/known-state";
import { requireSamePlace } from "../proof/place";
import type { ApplyContext, DynamicProvider, PlanContext, ResourceHandlers } from "./handlers";
import { notice, Spoken } from "./notice";
import { guarded, type Stored } from "./presentation";
import { engineAlive } from "./process";
import { processClock } from "./run/clock";
import { type HostDeps, Session } from "./session";
import { type Props, text, toPlain } from "./state";

const realDeps: HostDeps = {
  env: process.env,
  now: () => Date.now(),
  clock: processClock,
  engineAlive: () => engineAlive(),
  notice,
};
const PROVIDER_KEY = "__provider";

/** Wraps the handlers of one kind of resource for the SDK's host. */
export function dynamicProvider(handlers: ResourceHandlers, deps: HostDeps = realDeps): DynamicProvider {
  const spoken = new Spoken(deps.notice);
  const session = new Session({ ...deps, notice: spoken.say });
  const plan = (): PlanContext => ({ today: session.today() });
  const apply = (props: Props): ApplyContext => session.applyContext(handlers.subject(props), plan().today);
  const say = (props: Props, notices: readonly string[] = []) => {
    for (const each of notices) spoken.say(handlers.subject(props), each, "warning");
  };
  /** Runs a handler: it answers, or fails, once all that it says is said. */
  const handling = <T>(doing: string, run: () => Promise<T>, stored?: Stored): Promise<T> =>
    guarded(doing, run, stored).finally(() => spoken.said());
  const requireKnown = (props: Props) => requireKnownState(handlers.kind, handlers.stateNames, props);
  const requirePlace = (id: string, olds: Props) => {
    requireKnown(olds);
    const place = session.place();
    if (place !== undefined) requireSamePlace(text(olds, "host"), place, { kind: handlers.kind, id });
  };
  /** What the engine stores of an object that exists, but could not be finished. */
  const stored = (props: Props, isProved: boolean) => (id: string, properties: object) => ({
    ...placed(id, properties, isProved),
    [PROVIDER_KEY]: props[PROVIDER_KEY],
  });
  const placed = (id: string, outs: object, isProved = true): Props => {
    const host = handlers.isRemote(id) && isProved ? session.place()?.host : undefined;
    return toPlain({ ...outs, ...(host !== undefined && { host }) }) as Props;
  };

  return {
    configure(request) {
      session.begin(handlers);
      session.config = request.config;
      spoken.log = request.log;
      return Promise.resolve();
    },
    check: (olds, news) =>
      handling(`checking the ${handlers.kind}`, async () => {
        requireKnown(olds);
        session.stack.note(text(news, "owner"));
        const outcome = handlers.check(without(olds), given(without(news)), plan());
        say(outcome.inputs, outcome.notices);
        return {
          inputs: toPlain(outcome.inputs) as Props,
          failures: outcome.failures,
        };
      }),
    diff: (id, olds, news) =>
      handling(`comparing the ${handlers.kind}`, async () => {
        requirePlace(id, olds);
        const outcome = handlers.diff(without(olds), without(news), plan());
        say(news, outcome.notices);
        return { ...outcome, changes: outcome.changes || outcome.replaces.length > 0 };
      }),
    create: (inputs) =>
      handling(
        `creating the ${handlers.kind}`,
        async () => {
          session.refuseUnderAsOf();
          const result = await handlers.create(without(inputs), apply(inputs));
          return { id: String(result.id), outs: placed(result.id, result.outs) };
        },
        stored(inputs, true),
      ),
    read: (id, props) =>
      handling(`reading the ${handlers.kind}`, async () => {
        const context = apply(props);
        requirePlace(id, props);
        const found = await handlers.read(id, without(props), context);
        if (!found) return {};
        return { id: String(id), props: placed(id, found.props), inputs: toPlain(found.inputs) as Props };
      }),
    update: (id, olds, news) =>
      handling(
        `updating the ${handlers.kind}`,
        async () => {
          session.refuseUnderAsOf();
          const context = apply(news);
          requirePlace(id, olds);
          const outs = await handlers.update(id, without(olds), without(news), context);
          // An update that made no call proves nothing to a state that does not know the host yet.
          return { outs: placed(id, outs, text(olds, "host") !== "" || context.hasStepped()) };
        },
        stored(news, text(olds, "host") !== ""),
      ),
    delete: (id, props) =>
      handling(`deleting the ${handlers.kind}`, async () => {
        session.refuseUnderAsOf();
        const context = apply(props);
        requirePlace(id, props);
        await handlers.delete(id, without(props), context);
      }),
  };
}

function without(props: Props): Props {
  const { [PROVIDER_KEY]: _text, ...rest } = props;
  return rest;
}

/** JavaScript programs say "not set" with null too; the SDK drops undefined, and only undefined. */
function given(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
}
