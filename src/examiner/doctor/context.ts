/** What the checks look at: this machine, its environment, and the API's responses, each asked once. */
import { isLoopback, withoutPort } from "../../basics/loopback";
import { type ClientSettings, resolveSettings, type SettingName } from "../../client";
import { AS_OF_VARIABLE, parseDay, today } from "../../rotation";
import { type ApiResponse, createAsk } from "../asking";
import { type Handshake, type Probes, socketProbes } from "./probes";

/** Settings that come from a stack's config. */
export interface StackOfSettings {
  readonly name: string;
  readonly names: ReadonlySet<SettingName>;
}

/** What checks look at. */
export interface DoctorContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The stack whose config stands in `env` too, and which settings it sets. */
  readonly stack?: StackOfSettings | undefined;
  /** The folder of the program. */
  readonly folder: string;
  readonly now: () => number;
  /** The day that counts: `DIGICERT_ONE_AS_OF` for an emulator, whose clock may have been moved, else that of this machine. */
  readonly today: () => string;
  readonly probes: Probes;
  /** Throws where the settings cannot be used; checks that need them stand behind the check that says so. */
  readonly settings: () => ClientSettings;
  /** The response to a GET, sent once for each path and key. */
  readonly read: (doing: string, path: string, apiKey?: string) => Promise<ApiResponse>;
  /** The response to such a GET, if it was sent and one has come. */
  readonly responseTo: (path: string, apiKey?: string) => ApiResponse | undefined;
  /** The way to the host as the client would go it, gone once. */
  readonly handshake: () => Promise<Handshake>;
  readonly close: () => void;
}

/** What a context is made of. */
export interface DoctorSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stack?: StackOfSettings | undefined;
  readonly folder: string;
  readonly now: () => number;
  readonly probes?: Probes;
  /** How long a request may take at most. */
  readonly requestMs: number;
}

/** Makes a context. Nothing is opened before a check asks. */
export function createContext(surroundings: DoctorSurroundings): DoctorContext {
  const { env, stack, folder, now, requestMs, probes = socketProbes(requestMs) } = surroundings;
  const settings = lazily(() => resolveSettings({ env }));
  const asking = lazily(() => {
    const timeoutMs = Math.min(requestMs, settings().timeoutSeconds * 1000);
    return createAsk(settings(), { now, timeoutMs });
  });
  const responses = new Map<string, Promise<ApiResponse>>();
  const settled = new Map<string, ApiResponse>();
  let isOpen = false;
  return {
    env,
    stack,
    folder,
    now,
    today: () => emulatorDay(env, settings().host) ?? today(now()),
    probes,
    settings,
    read: (doing, path, apiKey) => {
      isOpen = true;
      const name = nameOf(path, apiKey);
      const known = responses.get(name);
      if (known !== undefined) return known;
      const response = asking()
        .ask({ doing, path, apiKey })
        .then((come) => {
          settled.set(name, come);
          return come;
        });
      responses.set(name, response);
      return response;
    },
    responseTo: (path, apiKey) => settled.get(nameOf(path, apiKey)),
    handshake: lazily(() => probes.handshake(settings())),
    close: () => {
      if (isOpen) asking().close();
    },
  };
}

/** The day that `DIGICERT_ONE_AS_OF` asks for, where a run would honour it. */
export function emulatorDay(env: DoctorContext["env"], host: string): string | undefined {
  const asked = env[AS_OF_VARIABLE] ?? "";
  return parseDay(asked) !== undefined && isLoopback(withoutPort(host)) ? asked : undefined;
}

const nameOf = (path: string, apiKey?: string): string => JSON.stringify([path, apiKey]);

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
