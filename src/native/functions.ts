/** The functions that programs of any language call: the same look-ups as in TypeScript, through the provider. */
import { noArgument } from "../arguments";
import type { DigiCertOneClient } from "../client";
import { ConfigurationError } from "../errors";
import { findAccount, findRole, findServiceUser, type LookUp } from "../lookups/find";
import type { Props } from "../provider/host/state";
import { PACKAGE_NAME } from "./settings";

/** By its token; each is given texts alone. */
const functions = new Map<string, LookUp<Record<string, string>, object>>(
  [findAccount, findRole, findServiceUser].map((found) => [
    `${PACKAGE_NAME}:index:${found.name}`,
    found as unknown as LookUp<Record<string, string>, object>,
  ]),
);

/** The tokens of all functions. */
export const functionTokens = (): string[] => [...functions.keys()];

type Connect = () => DigiCertOneClient;

/** Asks through one client, which shares its lists until this process writes: a resource of this run may have changed them. */
export class Functions {
  readonly #connect: Connect;
  #client: DigiCertOneClient | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  client(): DigiCertOneClient {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async call(token: string, args: Props): Promise<object> {
    const found = functions.get(token);
    if (found === undefined) throw new ConfigurationError(`There is no function ${token}.`, { remedy: KNOWN });
    return found.run(this.client(), textsOf(found, args));
  }
}

const KNOWN = `The functions are ${[...functions.keys()].join(", ")}.`;

/** Arguments are texts; the values of others are not shown, which may be secret. */
function textsOf(found: LookUp<Record<string, string>, object>, args: Props): Record<string, string> {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (!found.arguments.includes(name)) {
        throw new ConfigurationError(`${found.name}: ${noArgument(name, found.name, found.arguments)}`);
      }
      if (typeof value !== "string") {
        throw new ConfigurationError(`${found.name}: ${name} is no text.`, { property: name, remedy: "Give a text." });
      }
      return [name, value];
    }),
  );
}
