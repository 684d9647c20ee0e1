import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ApiKey, Provider, ServiceUser } from "../../src";
import { digicertMocks } from "../../src/testing/mocks";

const user = { email: "team@example.com", accountIds: ["a"], roleIds: [] };

class Team extends pulumi.ComponentResource {
  readonly owners: pulumi.Output<string[]>;
  readonly prefix: pulumi.Output<string>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Team", name, {}, options);
    const parent = { parent: this };
    const first = new ServiceUser("first", user, parent);
    const second = new ServiceUser("second", user, parent);
    const key = new ApiKey("key", { serviceUser: first, lifetimeDays: 90 }, parent);
    this.prefix = key.name;
    this.owners = pulumi.all([first.nickname, second.nickname]);
    this.registerOutputs({});
  }
}

beforeEach(() => pulumi.runtime.setMocks(digicertMocks({ asOf: "2026-11-22" }), "project", "stack", false));
afterEach(() => pulumi.runtime.disconnect());

const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));

// To depend on a component means to depend on all of its children: users of one component waited for each other for ever.
it("users and keys of one component do not wait for each other", { timeout: 20_000 }, async () => {
  const team = new Team("team");
  expect(await value(team.owners)).toEqual(["team-first-stack", "team-second-stack"]);
  expect(await value(team.prefix)).toMatch(/^key-2027-02-20-/);
});

it("children use the provider that their component was given", { timeout: 20_000 }, async () => {
  const provider = new Provider("other", { apiKey: "k", baseUrl: "http://127.0.0.1:9" });
  const team = new Team("team", { providers: [provider] });
  expect(await value(team.owners)).toHaveLength(2);
});
