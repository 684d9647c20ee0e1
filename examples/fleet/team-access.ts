import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";
import type { Team } from "./teams";

// One policy for everybody. A run at least every 30 - 7 = 23 days keeps every overlap whole.
const longestLife = 90;
const policy = { rotateBeforeDays: 30, overlapDays: 7 };
const stagger = 28;

/** What a team gets: a service user of its own, and two keys of it that take turns. */
export class TeamAccess extends pulumi.ComponentResource {
  readonly user: digicert.ServiceUser;
  readonly key: digicert.RotatingApiKey;

  constructor(team: Team, options?: pulumi.ComponentResourceOptions) {
    super("fleet:index:TeamAccess", team.name, {}, options);
    this.user = new digicert.ServiceUser(
      team.name,
      {
        description: `Access of the team ${team.name}`,
        email: team.email,
        accountIds: [digicert.getAccountOutput().id],
        roleIds: team.roles.map((name) => digicert.getRoleOutput({ name }).id),
        lifetimeDays: 365,
      },
      { parent: this },
    );
    // Keys of the same life, made in one run, would all end on one day for ever: if runs stop, so do all teams at once.
    this.key = new digicert.RotatingApiKey(
      team.name,
      { serviceUser: this.user, lifetimeDays: longestLife - shareOf(team.name, stagger), ...policy },
      { parent: this },
    );
    this.registerOutputs();
  }
}

/** A number from 0 to `days` - 1 out of a name. It depends on nothing else, so a team that joins moves no other's dates. */
function shareOf(name: string, days: number): number {
  return createHash("sha256").update(name).digest().readUInt32BE() % days;
}
