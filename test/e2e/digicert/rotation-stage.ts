/** A stage with a `RotatingApiKey` named `app` and a consumer of its value, and a day that is moved by hand. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { temporaryFolder } from "../project";
import type { Run, RunOptions } from "../stack";
import type { DigicertStage, describeDigicert } from "./stage";

type MakeStage = Parameters<Parameters<typeof describeDigicert>[1]>[0];

/** Further arguments of the pair `app`; or a whole program, in which `consumer(value)` hands a key over. */
type Program = Readonly<Record<string, unknown>> | string;

/** What a consumer's resource does: it writes the key down, as it would be written into a cluster's secret. */
const consumerHandlers = (file: string) => `
const { existsSync, writeFileSync } = require("node:fs");
const deploy = ({ apiKey }) => {
  if (existsSync(${JSON.stringify(`${file}.broken`)})) throw new Error("the consumer could not be deployed");
  writeFileSync(${JSON.stringify(file)}, apiKey);
};
module.exports = {
  async create(inputs) { deploy(inputs); return { id: "consumer", outs: inputs }; },
  async update(_id, _olds, news) { deploy(news); return { outs: news }; },
};
`;

const POLICY = { lifetimeDays: 60, rotateBeforeDays: 30, overlapDays: 7 };

const pairProgram = (args: object): string => `
const user = new digicert.ServiceUser("app-user", { nickname: "app-user", email, accountIds, roleIds });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, ...${JSON.stringify({ ...POLICY, ...args })} });
consumer(pair.value);
module.exports = { value: pair.value, previousValue: pair.previousValue, retireOn: pair.retireOn };
`;

const UNTOLD = new Set(["same", "read", "refresh", "create-replacement", "delete-replaced"]);

/** What a run did or would do: `update app-schedule`, `replace app-b`, sorted; nothing for what stays as it is. */
export const stepsOf = (run: Run): string[] =>
  run.steps
    .filter(({ op, type }) => !UNTOLD.has(op) && !/^pulumi:(pulumi|providers):|:StackIdentity$/.test(type))
    .map(({ op, name }) => `${op} ${name}`)
    .sort();

/** The steps of a rotation into a slot. */
export const rotationInto = (slot: "a" | "b"): string[] => [
  `replace app-${slot}`,
  "update app-retirement",
  "update app-schedule",
  "update consumer",
];

export const consumerUrn = "urn:pulumi:dev::scenario::pulumi-nodejs:dynamic/test:Consumer::consumer";
/** The urn of a part of the pair. */
export const partUrn = (type: string, name: string): string =>
  `urn:pulumi:dev::scenario::digicert-one:index:RotatingApiKey$pulumi-nodejs:dynamic/digicert-one:${type}::${name}`;

const folders: string[] = [];

/** Makes the stage; call it from a test. */
export async function rotationStage(makeStage: MakeStage, day: string): Promise<RotationStage> {
  const folder = temporaryFolder("consumer");
  folders.push(folder);
  const world = new RotationStage(folder, await makeStage(""));
  await world.goTo(day);
  return world;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export class RotationStage {
  readonly #folder: string;
  readonly stage: DigicertStage;
  #day = "";

  constructor(folder: string, stage: DigicertStage) {
    this.#folder = folder;
    this.stage = stage;
    writeFileSync(join(folder, "consumer.js"), consumerHandlers(join(folder, "key")));
  }

  /** Moves today, for the API and for whoever decides by the date. */
  async goTo(day: string): Promise<void> {
    this.stage.stack.setEnv("DIGICERT_ONE_AS_OF", day);
    this.#day = day;
    await this.stage.emulator.setClock(`${day}T12:00:00Z`);
  }

  up(program: Program = {}, options: RunOptions = {}): Promise<Run> {
    this.#setProgram(program);
    return this.stage.stack.up(options);
  }

  async preview(program: Program = {}, asOf = this.#day): Promise<Run> {
    this.#setProgram(program);
    this.stage.stack.setEnv("DIGICERT_ONE_AS_OF", asOf);
    try {
      return await this.stage.stack.preview();
    } finally {
      this.stage.stack.setEnv("DIGICERT_ONE_AS_OF", this.#day);
    }
  }

  #setProgram(program: Program): void {
    const handler = `exports.handler=()=>require(${JSON.stringify(join(this.#folder, "consumer.js"))})`;
    const consumer = `const consumer = (apiKey) => new pulumi.CustomResource("pulumi-nodejs:dynamic/test:Consumer", "consumer", { apiKey, __provider: ${JSON.stringify(handler)} });`;
    this.stage.setProgram(`${consumer}\n${typeof program === "string" ? program : pairProgram(program)}`);
  }

  /** What the consumer was deployed with last. */
  get held(): string {
    const file = join(this.#folder, "key");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Makes the consumer's deployment fail from now on, or work again. */
  breakConsumer(broken: boolean): void {
    const file = join(this.#folder, "key.broken");
    if (broken) writeFileSync(file, "");
    else rmSync(file);
  }

  /** Whether a key opens the API on the present day. */
  async opens(value: string): Promise<boolean> {
    const headers = { "x-api-key": value, "user-agent": "consumer/1" };
    const answer = await fetch(`${this.stage.emulator.url}/account/api/v1/user/me`, { headers });
    await answer.arrayBuffer();
    return answer.status !== 401;
  }

  /** The pair's keys, oldest first. */
  async keys(): Promise<{ id: string; enabled: boolean }[]> {
    const { tokens } = await this.stage.emulator.state();
    return tokens
      .filter(({ name }) => String(name).startsWith("app-"))
      .map(({ id, enabled, created_at }) => ({ id: String(id), enabled: enabled === true, at: String(created_at) }))
      .sort((one, other) => one.at.localeCompare(other.at))
      .map(({ id, enabled }) => ({ id, enabled }));
  }
}
