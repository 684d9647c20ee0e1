/** What `src/native/schema/declarations.json` is to hold: read from the sources by the TypeScript compiler. */
import type { Declaration } from "../../../src/native/schema/declarations";
import { type Exported, surfaceOf } from "../../docs/reference/surface";

/** The declarations that the schema is made of, by the file that exports them. */
const WANTED = {
  "src/fields/service-user.ts": ["ServiceUserFields"],
  "src/fields/api-key.ts": ["ApiKeyFields"],
  "src/index.ts": [
    ...["ServiceUser", "ApiKey", "RotatingApiKey", "RotatingApiKeyArgs", "HeldApiKey", "Provider", "ProviderArgs"],
    ...["getServiceUser", "GetServiceUserArgs", "ServiceUserResult"],
    ...["getRole", "GetRoleArgs", "RoleResult"],
    ...["getAccount", "GetAccountArgs", "AccountResult"],
  ],
} as const satisfies Record<string, readonly string[]>;

export function declarations(): Record<string, Declaration> {
  const surface = surfaceOf(Object.keys(WANTED));
  const all = Object.entries(WANTED).flatMap(([file, names]) =>
    names.map((name): [string, Declaration] => {
      const found = surface.get(file)?.find((each) => each.name === name);
      if (found === undefined) throw new Error(`${file} does not export ${name}`);
      return [name, declared(found)];
    }),
  );
  return Object.fromEntries(all);
}

/** What a class has for programs alone: how it is made and how another one is read. */
const OF_PROGRAMS = ["constructor", "get", "settings", "settingsKnown"];

function declared({ words, members }: Exported): Declaration {
  const own = members.filter(({ name }) => !OF_PROGRAMS.includes(name));
  return { words, members: Object.fromEntries(own.map(({ name, ...member }) => [name, member])) };
}
