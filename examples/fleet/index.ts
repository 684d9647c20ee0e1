import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";
import { TeamAccess } from "./team-access";
import { teams } from "./teams";

const fleet = teams.map((team) => ({ name: team.name, access: new TeamAccess(team) }));

// Each team's newest key (secret). In the days after a rotation the one before works as well.
export const apiKeys = pulumi.all(Object.fromEntries(fleet.map(({ name, access }) => [name, access.key.value])));

// What comes to whom within two months, and what would come too late if this program ran once a week.
export const rotationPlan = digicert.rotationPlan(
  fleet.flatMap(({ access }) => [access.user, access.key]),
  { withinDays: 60, runsEveryDays: 7 },
);
