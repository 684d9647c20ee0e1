/** Every situation in which a name may be taken, and what comes of it on the emulator. */
import { startEmulator } from "../../../src/emulator";
import { startGateway } from "../../answers/gateway";
import { call, makeUser, newUser } from "../../emulator/harness";
import { keysOnServer, settingsFor, userOnServer } from "../apply-harness";
import { ofKeys } from "./of-keys";
import { ofRenames, ofUsers } from "./of-users";
import { type Answer, type Facts, type Outcome, variantOf } from "./oracle";
import { NOW, type Ready, type Situation, type Stage } from "./stage";

export const table: readonly Situation[] = [...ofUsers, ...ofRenames, ...ofKeys];

const WORDS: readonly (readonly [string, RegExp])[] = [
  ["a person", /Only service users can be adopted/],
  ["held by what this key cannot see", /is taken, but by something this API key cannot see/],
  ["asks for adoptFrom", /Another owner manages it\. .* adoptFrom: "acme\/billing\/prod\/bot"/],
  ["asks for adoptChanges", /or may, change what it may do.* add: adoptChanges: true/],
  ["names the holder", /is held by .*(Choose another nickname, or to manage this user here|free this one first)/s],
  ["every name is taken", /Every name that was drawn .* is taken.*set another `namePrefix`/],
  ["the refusal itself", /the same request will be refused again|A key may not outlive/],
];

async function counted({ world }: Stage, { does }: Facts): Promise<number> {
  const { users: all, tokens } = await world.emulator.state();
  return does === "make a key" ? tokens.length : all.length;
}

/** What comes of a situation where the API answers so, and what was said where it fails. */
export async function lived(situation: Situation, answer: Answer): Promise<Outcome & { message: string }> {
  const variants = [...variantOf[answer], ...(situation.variants ?? [])];
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: NOW, variants });
  const gateway = await startGateway(emulator.url);
  try {
    const { id: hidden } = await emulator.addAccount({ name: "Hidden", reachable: false });
    const env = { ...settingsFor(emulator), DIGICERT_ONE_BASE_URL: gateway.url };
    const stage: Stage = { world: { emulator, env, notices: [], deps: {} }, gateway, hidden };
    const ready = await situation.prepare(stage);
    const before = await counted(stage, situation.facts);
    const message = await ready.run().then(
      () => "",
      (error: Error) => error.message,
    );
    const more = (await counted(stage, situation.facts)) - before;
    const posts = gateway.asked.filter(({ method }) => method === "POST").length;
    if (situation.facts.lost === "in this run" && posts < 2) throw new Error("the lost creation was not sent again");
    const result = message === "" ? await done(stage, situation.facts, ready) : await failed(stage, ready, message);
    return { result, more, message };
  } finally {
    await Promise.all([gateway.close(), emulator.close()]);
  }
}

async function done({ world }: Stage, { does, lost }: Facts, { resource, holder }: Ready): Promise<string> {
  const said = world.notices.join("\n");
  if (does === "make a key") {
    const userId = String(resource.outputs.serviceUserId);
    const names = (await keysOnServer(world, userId)).map(({ name }) => name);
    const isNew = resource.outputs.name !== "ci-1" && resource.outputs.value !== "";
    if (lost) return names.includes("ci-1") ? "a lost key lives" : "made under another name, the lost one deleted";
    return isNew ? "made under another name" : "made under a name that is taken";
  }
  const isHolder = holder === undefined || holder === resource.id;
  if (/was adopted/.test(said)) return isHolder ? "adopted" : "another was adopted";
  if (/was taken back/.test(said)) return isHolder ? "taken back" : "another was taken back";
  return "made once";
}

async function failed({ world }: Stage, { resource, holder }: Ready, message: string): Promise<string> {
  // A user that was not renamed is as it was.
  const there = resource.state && (await userOnServer(world, resource.id));
  if (there && there.friendly_name !== "other") return "fails, and is renamed all the same";
  const word = WORDS.find(([, says]) => says.test(message))?.[0] ?? message;
  if (word === "names the holder" && (holder === undefined || !message.includes(holder))) return `another: ${message}`;
  return `fails: ${word}`;
}

/** Whether a creation by hand meets the answer that the column says: the table would else prove nothing. */
export async function answered(answer: Answer): Promise<string> {
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: NOW, variants: variantOf[answer] });
  try {
    await makeUser(emulator);
    const body = newUser(emulator);
    const reply = await call(emulator, "POST", "/user", { body });
    return `${reply.status} ${String(reply.codes[0])}`;
  } finally {
    await emulator.close();
  }
}
