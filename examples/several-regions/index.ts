import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";

/** A line of the stack's config `tenants`. */
interface Tenant {
  readonly name: string;
  readonly region?: digicert.Region;
  readonly environment?: digicert.Environment;
  /** Instead of region and environment: an installation of your own. */
  readonly baseUrl?: string;
}

const config = new pulumi.Config();

const pairs = config.requireObject<Tenant[]>("tenants").map(({ name, ...place }) => {
  // An explicit provider reads no stack config: all that it uses stands here. A key of one place never works in another.
  const provider = new digicert.Provider(name, { ...place, apiKey: config.requireSecret(`${name}ApiKey`) });
  const user = new digicert.ServiceUser(
    `edge-${name}`,
    {
      email: "edge@example.com",
      // Look-ups ask the tenant of their provider too.
      accountIds: [digicert.getAccountOutput({}, { provider }).id],
      roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }, { provider }).id],
      lifetimeDays: 365,
    },
    { provider },
  );
  const pair = new digicert.RotatingApiKey(`edge-${name}`, { serviceUser: user, lifetimeDays: 90 }, { provider });
  return [name, pair] as const;
});

export const apiKeys = pulumi.all(Object.fromEntries(pairs.map(([name, { value }]) => [name, value])));
export const rotateOn = pulumi.all(Object.fromEntries(pairs.map(([name, pair]) => [name, pair.rotateOn])));
