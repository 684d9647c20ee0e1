/** States that versions wrote, never to be written again: whoever has such a state must be able to go on with it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../../src/emulator";
import { kindOf } from "../../../src/fields/kinds";
import { agedMark } from "../../identity/aged";
import { describeByHand, usersOf } from "../../identity/by-hand";
import type { Deployment, Run, StoredResource } from "../stack";

/** The day on which all of them were written, with the seed of the emulator whose key they hold. */
export const frozen = { day: "2027-01-15", seed: 40, project: "frozen" } as const;

/** The program behind each of them, without the lines that name packages. */
export const frozenProgram = (description = "Signs releases") => `
const user = new digicert.ServiceUser("app", {
  nickname: "app", description: "${description}", email, accountIds, roleIds, lifetimeDays: 365, extendBeforeDays: 30,
  initialKey: "keep",
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, triggers: { reason: "first" } });
const pair = new digicert.RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
module.exports = { value: key.value, pair: pair.value };
`;

export const readFrozen = (file: string): Deployment =>
  JSON.parse(readFileSync(join(__dirname, "..", "..", "fixtures", "state", file), "utf8"));

/** A resource of ours, behind either host; a component makes no call. */
export const isOurs = ({ type }: Pick<StoredResource, "type">): boolean => kindOf(type) !== undefined;

/** Every step on a resource of ours that is more than a look, the identity's included. */
export function everyChange(run: Run): string[] {
  return oursIn(run)
    .filter(({ op }) => op !== "same" && op !== "refresh")
    .map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`)
    .sort();
}

/** How many resources of ours a run left as they are. */
export const sameIn = (run: Run): number => oursIn(run).filter(({ op }) => op === "same").length;

const oursIn = ({ steps }: Run): Run["steps"] => steps.filter(isOurs);

/** Marks as they were before they carried a hash. */
export async function ageMarks(emulator: Emulator): Promise<void> {
  for (const { id, description } of await usersOf(emulator)) {
    const aged = agedMark(String(description));
    if (aged === description) throw new Error(`no mark with a hash: ${aged}`);
    await describeByHand(emulator, String(id), aged);
  }
}

/** What the server chose when it made the objects, and what follows from the stack; the rest of a state is ours. */
const CHOSEN = ["host", "ownerHash", "nonce", "name", "initialApiKeyId", "accountIds", "roleIds"];

/** Times are no names: two objects may be made in one second, so each resource gets its own. */
const TIMES = ["createdAt", "currentCreatedAt"];

/** The frozen state as it would be, had its objects been made on the emulator of this test. */
export function withObjectsOf(state: Deployment, made: Deployment): Deployment {
  let text = JSON.stringify(state);
  const replace = (from: unknown, to: unknown): void => {
    if (typeof from !== "string" || typeof to !== "string" || from === "" || from === "empty") return;
    text = text.replaceAll(JSON.stringify(from), JSON.stringify(to));
  };
  // A refresh without the program takes the address from the state; the administrator's key comes from the seed.
  replace(addressIn(state), addressIn(made));
  for (const old of state.deployment.resources?.filter(isOurs) ?? []) {
    const now = made.deployment.resources?.find(({ urn }) => urn === old.urn);
    // Ids of the schedule and the retirement are our own.
    if (!/Rotation|Retirement/.test(old.type)) replace(old.id, now?.id);
    const [before, after] = [old, now].map((each) => (each?.outputs ?? {}) as Record<string, unknown>);
    for (const key of CHOSEN) {
      const [from, to] = [[before?.[key]].flat(), [after?.[key]].flat()];
      for (const [at, value] of from.entries()) replace(value, to[at]);
    }
  }
  const moved = JSON.parse(text) as Deployment;
  for (const resource of moved.deployment.resources?.filter(isOurs) ?? []) {
    const now = made.deployment.resources?.find(({ urn }) => urn === resource.urn);
    for (const part of ["inputs", "outputs"] as const) {
      const [fields, fresh] = [resource[part], now?.[part]] as (Record<string, unknown> | undefined)[];
      for (const time of TIMES) if (fields?.[time] !== undefined && fresh) fields[time] = fresh[time];
    }
  }
  return moved;
}

/** The emulator's address, as a provider of either host records it. */
function addressIn({ deployment }: Deployment): unknown {
  const settings = (deployment.resources ?? [])
    .filter(({ type }) => type.startsWith("pulumi:providers:"))
    .map(({ inputs }) => (inputs ?? {}) as Record<string, unknown>);
  return settings.map((each) => each["digicert-one:baseUrl"] ?? each.baseUrl).find((url) => url !== undefined);
}
