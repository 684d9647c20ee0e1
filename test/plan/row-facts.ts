/** What a state shows of a key that ends on 2027-04-01, of its user, and of a pair. */
import type { PlanFacts } from "../../src/plan";

export const key: PlanFacts = {
  stack: "prod",
  project: "keys",
  name: "ci",
  urn: "urn:pulumi:prod::keys::pulumi-nodejs:dynamic/digicert-one:ApiKey::ci",
  kind: "ApiKey",
  label: "ci-2027-04-01-ab12",
  status: "ACTIVE",
  issuedOn: "2027-01-01",
  endDate: "2027-04-01", // a Thursday
  policy: { lifetimeDays: 90, rotateBeforeDays: 30 },
};
export const user: PlanFacts = { ...key, kind: "ServiceUser", name: "ci-user", endDate: "2027-04-01", policy: {} };
export const pair: PlanFacts = {
  ...key,
  kind: "RotatingApiKey",
  role: "current",
  policy: { ...key.policy, overlapDays: 7 },
};
export const previous: PlanFacts = { ...pair, role: "previous", retireOn: "2027-01-08", retired: false };
