/**
 * The handlers of every kind behind an engine's own protocol: what the SDK's dynamic provider host does for programs in
 * TypeScript, for programs in any language. Properties come and go as on the wire, secrets marked.
 */
import { SECRET_ARGUMENTS, secretPrefixError } from "../arguments";
import { createClient, resolveSettings } from "../client";
import { ConfigurationError } from "../errors";
import { type Kind, kindOf, kinds, providerText } from "../fields/kinds";
import { namePrefixFrom } from "../fields/names";
import { partsOfUrn, type UrnParts } from "../fields/urn";
import type { DynamicProvider } from "../provider/host/handlers";
import type { HostDeps } from "../provider/host/session";
import type { CheckFailure, DiffOutcome, Props } from "../provider/host/state";
import { PROVIDER_KEY } from "../provider/host/state";
import { provided } from "../provider/registry";
import { detailedDiff, type PropertyChange } from "./detailed-diff";
import { Functions } from "./functions";
import { importedUser, requireImportable } from "./import";
import { shownOutputs } from "./outputs";
import { ownershipOf } from "./ownership";
import { previewCreate, previewUpdate } from "./preview";
import { handlerConfig, SAME_VERSION } from "./settings";
import { secretNames, toWire, unwrapAll } from "./wire";

/** A resource as it is and as it is to be. */
export interface Change {
  readonly urn: string;
  readonly id: string;
  readonly olds: Props;
  readonly oldInputs: Props;
  readonly news: Props;
}

/** What a diff returns. */
export interface Difference extends DiffOutcome {
  readonly detailed: ReadonlyMap<string, PropertyChange>;
}

/** What is read; without an id it is gone. */
export interface Found {
  readonly id: string;
  readonly props: Props;
  readonly inputs: Props;
}

/** How something is read. `inputs` is absent where something is imported, and there is no state where it is not managed. */
export interface Asked {
  readonly urn: string;
  readonly id: string;
  readonly props: Props | undefined;
  readonly inputs: Props | undefined;
}

export class NativeHost {
  readonly functions: Functions;
  readonly #providers: Record<Kind, DynamicProvider>;
  readonly #env: HostDeps["env"];
  #config = handlerConfig({});
  /** The id of the provider resource. */
  #identity: string | undefined;

  constructor(deps: HostDeps) {
    this.#env = deps.env;
    const all = Object.keys(kinds) as Kind[];
    this.#providers = Object.fromEntries(all.map((kind) => [kind, provided(kind, deps)])) as Record<
      Kind,
      DynamicProvider
    >;
    this.functions = new Functions(() =>
      createClient(resolveSettings({ config: (name) => this.#config.get(`digicert-one:${name}`), env: this.#env }), {
        onNotice: (text, severity) => void deps.notice("DigiCert ONE", text, severity),
      }),
    );
  }

  /** @param id of the provider resource; undefined where the engine does not send it */
  async configure(settings: Props, id: string | undefined): Promise<void> {
    this.#identity = id;
    this.#config = handlerConfig(settings);
    await Promise.all(Object.values(this.#providers).map((each) => each.configure({ config: this.#config })));
  }

  async check(urn: string, olds: Props, news: Props): Promise<{ inputs: Props; failures: readonly CheckFailure[] }> {
    const { kind, provider, parts } = this.#of(urn);
    const secrets = secretNames(news);
    const given = { ...unwrapAll(news), ...this.#ofHost(kind, parts, unwrapAll(olds), news) };
    const refused = secrets.filter((name) => name === "namePrefix").map(secretPrefixError);
    const named = secrets.length > 0 ? { [SECRET_ARGUMENTS]: secrets } : {};
    const { inputs, failures } = await provider.check(unwrapAll(olds), { ...given, ...named });
    const place = kind === "ServiceUser" ? { __place: given.__place } : {};
    return {
      inputs: toWire({ ...inputs, ...place }, news),
      failures: [...failures, ...refused.map((reason) => ({ property: "", reason }))],
    };
  }

  /** What a program in TypeScript says by itself. */
  #ofHost(kind: Kind, parts: UrnParts, olds: Props, news: Props): Props {
    if (kind === "ServiceUser") return ownershipOf(parts, olds, this.#identity);
    if (kind === "ApiKey" && (news.namePrefix ?? undefined) === undefined) {
      return { namePrefix: namePrefixFrom(parts.name) };
    }
    return {};
  }

  async diff({ urn, id, olds, oldInputs, news }: Change): Promise<Difference> {
    const { provider } = this.#of(urn);
    const [before, after] = [unwrapAll(oldInputs), unwrapAll(news)];
    const outcome = await provider.diff(id, unwrapAll(olds), after);
    const detailed = outcome.changes ? detailedDiff(before, after, outcome.replaces) : new Map();
    return { ...outcome, detailed };
  }

  async create(urn: string, inputs: Props, isPreview: boolean): Promise<{ id: string; props: Props }> {
    const { kind, provider } = this.#of(urn);
    const plain = unwrapAll(inputs);
    if (isPreview) return { id: "", props: this.#stored(kind, previewCreate(kind, plain), inputs) };
    const { id, outs } = await provider.create(plain);
    return { id, props: this.#stored(kind, outs, inputs) };
  }

  async update({ urn, id, olds, news }: Change, isPreview: boolean): Promise<Props> {
    const { kind, provider } = this.#of(urn);
    const [before, after] = [unwrapAll(olds), unwrapAll(news)];
    if (isPreview) return this.#stored(kind, previewUpdate(kind, before, after), news);
    const { outs } = await provider.update(id, before, after);
    return this.#stored(kind, outs, news);
  }

  async delete(urn: string, id: string, props: Props): Promise<void> {
    await this.#of(urn).provider.delete(id, unwrapAll(props));
  }

  async read({ urn, id, props, inputs }: Asked): Promise<Found | undefined> {
    const { kind, provider, parts } = this.#of(urn);
    const before = unwrapAll(props ?? {});
    const isImport = inputs === undefined && props === undefined;
    if (isImport) requireImportable(kind);
    if (isImport && kind === "ServiceUser") return this.#import(parts, id);
    const found = await provider.read(id, before);
    if (found.id === undefined) return undefined;
    const place = unwrapAll(inputs ?? {}).__place;
    const read = { ...found.inputs, ...(place !== undefined && { __place: place }) };
    const outs = withoutUnseen(kind, before, found.props ?? {});
    return { id: found.id, props: this.#stored(kind, outs, props ?? {}), inputs: toWire(read, inputs ?? {}) };
  }

  async #import(parts: UrnParts, id: string): Promise<Found> {
    // It refuses people, and an id that nobody has.
    const { props = {} } = await this.#providers.ServiceUser.read(id, {});
    const user = await this.functions.client().serviceUsers.get(id);
    const own = ownershipOf(parts, {}, this.#identity);
    const { props: outs, inputs } = importedUser(user, props, own);
    return { id, props: this.#stored("ServiceUser", outs, {}), inputs: toWire(inputs, {}) };
  }

  /** What of a creation that could not be finished is stored. */
  partial(urn: string, props: Props, inputs: Props): Props {
    return this.#stored(this.#of(urn).kind, props, inputs);
  }

  /** With the text by which the other host would find the code: so a stack may move there at any time. */
  #stored(kind: Kind, outs: Props, like: Props): Props {
    return toWire({ ...shownOutputs(kind, outs), [PROVIDER_KEY]: providerText(kind) }, like, kinds[kind].secrets);
  }

  #of(urn: string): { kind: Kind; provider: DynamicProvider; parts: UrnParts } {
    const parts = partsOfUrn(urn);
    const kind = kindOf(parts.type);
    if (kind === undefined)
      throw new ConfigurationError(`This provider has no resource of the type ${parts.type}.`, {
        remedy: SAME_VERSION,
      });
    return { kind, provider: this.#providers[kind], parts };
  }
}

/** Of a key that a program only reads there is no value: an empty text would reach what uses it. */
function withoutUnseen(kind: Kind, before: Props, props: Props): Props {
  const secrets: readonly string[] = kinds[kind].secrets;
  const isUnseen = (name: string): boolean => secrets.includes(name) && before[name] === undefined;
  return Object.fromEntries(Object.entries(props).filter(([name]) => !isUnseen(name)));
}
