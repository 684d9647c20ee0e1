/**
 * The provider and the stack's config, from the table of settings. No setting has a default here, and none names its environment
 * variable as one: an SDK would send both as declared values, which contradict a `baseUrl` and put credentials of the environment
 * into state. The plugin reads the environment itself, in each process anew.
 */
import { settingsTable } from "../../client/settings/settings-table";
import { ENVIRONMENTS, REGIONS } from "../../contract/hosts";
import { declaration } from "./declarations";
import type { Properties, PropertySpec, ResourceSpec, Types } from "./spec";
import { choice, typeOfText } from "./types";

/** Types that the class names. */
const CHOICES: Readonly<Record<string, readonly [words: readonly string[], description: string]>> = {
  Region: [REGIONS, "A region of DigiCert ONE."],
  Environment: [ENVIRONMENTS, "An environment of DigiCert ONE."],
};

/** An explicit provider; its arguments have the types of the class. */
export function provider(types: Types): ResourceSpec {
  return {
    description: declaration("Provider").words,
    inputProperties: settings((name) => {
      const written = declaration("ProviderArgs").members[name]?.type ?? "";
      const [words, description] = (Object.hasOwn(CHOICES, written) && CHOICES[written]) || [];
      return words && description ? choice(types, written, words, description) : typeOfText(written);
    }),
  };
}

/** The stack's config, where every value is a text. */
export const configVariables = (): Properties => settings(() => ({ type: "string" }));

function settings(typeOf: (name: string) => PropertySpec | ReturnType<typeof typeOfText>): Properties {
  return Object.fromEntries(
    settingsTable.map(({ name, text, secret, default: value, env }): [string, PropertySpec] => {
      const standard = value === "" ? "" : ` Default \`${value}\`.`;
      const description = `${text}${standard} Environment variable: \`${env}\`.`;
      return [name, { ...typeOf(name), description, ...(secret && { secret: true }) }];
    }),
  );
}
