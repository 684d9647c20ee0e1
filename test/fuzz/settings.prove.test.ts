/** Settings of any kind, from config and environment: used, or refused by an error of the closed list. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { commandSettings } from "../../src/cli/settings";
import { createClient, resolveSettings, settingsPlace, settingsTable, unreadInEnvironment } from "../../src/client";
import { settingsProblems } from "../../src/client/settings/settings";
import { unreadInConfig } from "../../src/client/settings/unread-settings";
import { holdsAsync } from "../support/property";
import { Outcomes, outcomeOf, RUNS, TOTAL } from "./closed-list";
import { anyText } from "./mutations";

/** Values that are right for some setting, so that the fuzz comes further than the first refusal. */
const RIGHT = [
  "us",
  "demo",
  "production",
  "jp",
  "https://one.example.com/base",
  "http://127.0.0.1:8080",
  "http://localhost:1",
  "one.example.com",
  "a-key-that-is-long-enough-0123456789",
  "key-one-0123456789,key-two-0123456789",
  "2027-12-31",
  "30",
  "0",
  "1e3",
  "900",
  "off",
  "10/1s",
  "1000/180s,100/5s",
  "true",
  "false",
  "100",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
  "package.json",
];
const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...RIGHT) }, { weight: 2, arbitrary: anyText });
const names = settingsTable.map(({ name }) => name);
const config = fc.dictionary(fc.oneof({ weight: 6, arbitrary: fc.constantFrom<string>(...names) }, anyText), value, {
  maxKeys: 5,
});
const env = fc.dictionary(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...settingsTable.map((row) => row.env)) },
    anyText.map((text) => `DIGICERT_ONE_${text}`),
  ),
  value,
  { maxKeys: 5 },
);

it("any settings are used, or refused by an error of the closed list", { timeout: 3_600_000 }, async () => {
  const outcomes = new Outcomes();
  await holdsAsync(
    fc.asyncProperty(config, env, async (given, variables) => {
      const source = {
        config: (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined),
        env: variables,
      };
      await outcomeOf(outcomes, () => createClient(resolveSettings(source)).close());
      await outcomeOf(new Outcomes(), () => settingsProblems(source));
      await outcomeOf(new Outcomes(), () => settingsPlace(source));
      await outcomeOf(new Outcomes(), () => commandSettings({ env: variables, writeError: () => undefined }));
      await outcomeOf(new Outcomes(), () => unreadInEnvironment(variables, () => false));
      await outcomeOf(new Outcomes(), () => unreadInConfig({ config: given, isSecret: () => false }));
    }),
    RUNS,
  );
  expect(outcomes.kinds).toEqual(["ConfigurationError", "well"]);
  expect(outcomes.count("well")).toBeGreaterThan(TOTAL / 100);
});
