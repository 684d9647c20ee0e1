/** Plays a case through the SDK's own runner, in processes, and shows what the failure adds to the command line. */
import { join } from "node:path";
import { EmbeddedStack, EngineRunError } from "../../src/engine";
import { makeProject } from "../e2e/project";
import type { Case } from "./case";
import type { World } from "./world";

/** The text of all diagnostics, as they came. */
export async function failureOf(one: Case, world: World): Promise<string> {
  const project = makeProject({
    name: "signing",
    program: "",
    typescript: one.form === "typescript",
    ...(one.form === "module" && {
      files: { "package.json": JSON.stringify({ name: "signing", private: true, type: "module", main: "index.js" }) },
    }),
  });
  const { emulator } = world;
  const settings = {
    baseUrl: emulator.url,
    apiKey: emulator.apiKey,
    maxRetrySeconds: one.fault === undefined ? "0" : "900",
  };
  const stackWith = (changes: Readonly<Record<string, string>>, envVars: Readonly<Record<string, string>>) =>
    EmbeddedStack.createOrSelect({
      projectName: "signing",
      stackName: "prod",
      workDir: project.folder,
      stateFile: `${project.scratch}/state.json`,
      passphrase: "p",
      config: configOf({ ...settings, ...changes }),
      envVars: { ...envVars },
    });
  try {
    if (one.before !== undefined) {
      project.setProgram(programOf(one, one.before, emulator.accountId));
      await (await stackWith({}, {})).up();
    }
    project.setProgram(programOf(one, one.program, emulator.accountId));
    if (one.fault !== undefined) await emulator.addFault({ match: {}, ...one.fault });
    const stack = await stackWith(one.settings?.(world) ?? {}, one.env?.(world) ?? {});
    const error = await stack[one.run ?? "preview"]().catch((thrown: unknown) => thrown);
    if (!(error instanceof EngineRunError)) throw error instanceof Error ? error : new Error("the run succeeded");
    return error.result.diagnostics
      .map(({ severity, message }) => `${severity === "info" ? "" : `${severity}: `}${message.trim()}`)
      .join("\n");
  } finally {
    project.remove();
    await emulator.reset();
  }
}

function configOf(settings: Readonly<Record<string, string>>) {
  const given = Object.entries(settings).filter(([, value]) => value !== "");
  return Object.fromEntries(
    given.map(([name, value]) => [`digicert-one:${name}`, { value, secret: name === "apiKey" }]),
  );
}

function programOf({ form = "commonjs" }: Case, text: string, accountId: string): string {
  const load = (name: string, what: string) =>
    form === "commonjs" ? `const ${name} = require("${what}");` : `import * as ${name} from "${what}";`;
  return [
    load("pulumi", "@pulumi/pulumi"),
    load("digicert", "pulumi-digicert-one"),
    `const config = new pulumi.Config("digicert-one");`,
    `const user = { nickname: "ci", email: "team@example.com", accountIds: ["${accountId}"], roleIds: [], endDate: "2039-12-31" };`,
    text,
  ].join("\n");
}

/** Ports, ids, days and the ways in which machines say that a name is unknown are chance. */
export const withoutChance = (text: string): string =>
  text
    .replaceAll(/(?<=127\.0\.0\.1:|--port )\d+/g, "8443")
    .replaceAll(
      /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g,
      "2f1c6f0e-6a3b-4c1d-9e5f-0a1b2c3d4e5f",
    )
    .replaceAll(/(?<=created )\d{4}-\d\d-\d\d/g, "2027-01-01")
    .replaceAll(/\d+ days ago \(today is \d{4}-\d\d-\d\d/g, "2557 days ago (today is 2027-01-01")
    .replaceAll(/Set \d{4}-\d\d-\d\d or a later day/g, "Set 2027-01-01 or a later day")
    .replaceAll("EAI_AGAIN", "ENOTFOUND");

/** The snapshot of a case. */
export const fileOf = (name: string): string =>
  join(__dirname, "..", "fixtures", "first-contact", `${name.replaceAll(/\W+/g, "-")}.txt`);
