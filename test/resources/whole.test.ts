/** A resource as a whole: given out it shows its documented outputs; read by its id it has no secret, and says so when asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiKey, Provider, RotatingApiKey, rotationPlan, ServiceUser } from "../../src/index";
import { OptionsWorld, Toy } from "./options/world";

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
});
afterEach(() => world.close());

/** The outputs that a class declares, and what every resource has. */
function documented(file: string, ...more: string[]): string[] {
  const source = readFileSync(join(__dirname, "../../src/resources", file), "utf8");
  const named = [...source.matchAll(/^ {2}(?:declare )?readonly (\w+): pulumi\.Output/gm)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(0);
  return [...named, "urn", ...more].sort();
}
const PAIR = ["current", "endDate", "endsAt", "previous", "previousValue", "retireOn", "rotateOn", "urn", "value"];

/** A stack output as what it is known to be. */
function outputOf<T>(outputs: Readonly<Record<string, { readonly value: unknown }>>, name: string): T {
  expect(outputs).toHaveProperty(name);
  return outputs[name]?.value as T;
}

describe("given out as a stack output", () => {
  const program = () => {
    const { url, apiKey } = world.emulator;
    const provider = new Provider("own", { baseUrl: url, apiKey, rateLimits: "off" });
    const user = new ServiceUser("u", world.userArgs({ lifetimeDays: 400 }), { provider });
    const args = { serviceUser: user, lifetimeDays: 90 };
    const [key, pair] = [new ApiKey("k", args, { provider }), new RotatingApiKey("p", args, { provider })];
    return { provider, user, key, pair, inside: { list: [pair] }, plan: rotationPlan([user, key, pair]) };
  };
  const keys = (value: unknown) => Object.keys(value as object).sort();

  it.each(["preview", "up"] as const)("each class shows what it documents, in %s", async (verb) => {
    const { ok, outputs } = await world.run(verb, program);
    expect(ok).toBe(true);
    const marker = verb === "preview" ? ["@isPulumiResource"] : [];
    const shown = (name: string) => keys(outputs[name]?.value).filter((key) => !marker.includes(key));
    expect(shown("user")).toEqual(expect.arrayContaining(["nickname", "endDate"]));
    const files = { user: "service-user.ts", key: "api-key.ts", provider: "provider.ts" };
    for (const [name, file] of Object.entries(files)) {
      const known = documented(file, "id");
      if (verb === "up") expect(shown(name), name).toEqual(known);
      else
        expect(
          shown(name).filter((key) => !known.includes(key)),
          name,
        ).toEqual([]);
    }
    if (verb === "up") {
      expect(shown("pair")).toEqual(PAIR);
      expect(keys(outputOf<{ list: object[] }>(outputs, "inside").list[0])).toEqual(PAIR);
    }
  });

  it("says in a preview already when what is to be made ends", async () => {
    const { outputs } = await world.run("preview", () => {
      const { provider, user, key, pair } = program();
      const fixed = new ApiKey("fixed", { serviceUser: user, endDate: "2027-06-30" }, { provider });
      return { user: user.endsAt, key: key.endsAt, pair: pair.endsAt, fixed: fixed.endsAt };
    });
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))).toEqual({
      user: "2028-02-05T23:59:59Z",
      key: "2027-04-01T23:59:59Z",
      pair: "2027-04-01T23:59:59Z",
      fixed: "2027-06-30T23:59:59Z",
    });
  });

  it("hides nothing from a plan", async () => {
    const { outputs } = await world.up(program);
    const { rows } = outputOf<{ rows: { kind: string; rotatesOn: string }[] }>(outputs, "plan");
    expect(rows.map(({ kind, rotatesOn }) => `${kind} ${rotatesOn}`).sort()).toEqual([
      "ApiKey 2027-03-02",
      "RotatingApiKey 2027-03-02",
      "ServiceUser 2027-09-24",
    ]);
  });
});

describe("read by its id", () => {
  async function made() {
    const person = { user_type: "service", friendly_name: "by hand", email: "a@example.com" };
    const { user } = await world.emulator.addUser({ ...person, apiKey: true });
    const [key = ""] = await world.keys();
    return { key: () => ApiKey.get("got", key), user: () => ServiceUser.get("got", user.id) };
  }
  const uses: [how: string, what: "key" | "user", program: (value: pulumi.Output<string>) => unknown][] = [
    ["in a text", "key", (value) => ({ header: pulumi.interpolate`X-Api-Key: ${value}` })],
    ["in an input", "key", (value) => void new Toy("consumer", { value })],
    ["in a list of an input", "user", (value) => void new Toy("consumer", { all: pulumi.all([value]) })],
    ["as a stack output", "user", (value) => ({ value })],
    ["as a secret", "key", (value) => ({ value: pulumi.secret(value) })],
  ];

  it.each(uses)("it fails where its value is used %s (%s)", async (_how, what, use) => {
    const get = await made();
    const value = () => (what === "key" ? get.key().value : get.user().initialApiKey);
    const name = what === "key" ? "value" : "initialApiKey";
    const kind = what === "key" ? "ApiKey" : "ServiceUser";
    for (const verb of ["preview", "up"] as const) {
      const { ok, errors, steps } = await world.run(verb, () => use(value()));
      expect(ok).toBe(false);
      expect(errors.join("\n")).toContain(
        `${kind}.get("got") has no ${name}: DigiCert ONE shows the value of a key once, to the run that makes it. Take it`,
      );
      expect(steps).not.toContain("create consumer");
    }
  });

  it("it does not fail where its value is not used, and gives out none", async () => {
    const get = await made();
    const program = () => {
      const [key, user] = [get.key(), get.user()];
      const { value, name } = key;
      const { initialApiKey, nickname } = user;
      expect([value, initialApiKey].every(pulumi.Output.isInstance)).toBe(true);
      return { key, user, name, nickname };
    };
    for (const verb of ["preview", "up"] as const) {
      const { ok, outputs } = await world.run(verb, program);
      expect(ok).toBe(true);
      expect(outputs.nickname?.value).toBe("by hand");
      expect(Object.keys(outputs.key?.value as object)).not.toContain("value");
      expect(Object.keys(outputs.user?.value as object)).not.toContain("initialApiKey");
      expect(Object.keys(outputs.key?.value as object)).toContain("endDate");
    }
  });
});
