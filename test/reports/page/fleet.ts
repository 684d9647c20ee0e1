/** A fleet with all that a page can show: lives, windows, overlaps, due, ended, disabled, without end. */
import { type PlanFacts, planRows, type RotationPlan } from "../../../src/plan";
import { addDays } from "../../../src/rotation";

export const TODAY = "2027-03-05";

const common = { stack: "prod", project: "keys", status: "ACTIVE" };
const key = (name: string, issuedOn: string, more: Partial<PlanFacts> = {}): PlanFacts => ({
  ...common,
  name,
  urn: `urn:${name}`,
  kind: "ApiKey",
  label: `${name}-ab12cd34`,
  userName: "ci-signing",
  issuedOn,
  endDate: addDays(issuedOn, 90),
  policy: { lifetimeDays: 90, rotateBeforeDays: 30 },
  ...more,
});

const newest = key("pair", "2027-03-02", {
  kind: "RotatingApiKey",
  role: "current",
  policy: { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 },
});

export const FLEET: readonly PlanFacts[] = [
  key("waiting", "2027-01-15"),
  key("due", "2026-12-20"),
  key("ended", "2026-11-01", { policy: { endDate: "2027-01-30" } }),
  key("disabled", "2027-02-01", { status: "DISABLED", policy: { endDate: "2027-05-02" } }),
  key("endless", "2027-02-10", { endDate: undefined, policy: {} }),
  newest,
  {
    ...newest,
    role: "previous",
    label: "pair-old",
    issuedOn: "2026-12-20",
    endDate: "2027-03-20",
    retireOn: "2027-03-09",
    retired: false,
    newest,
  },
  key("signing", "2026-12-01", {
    kind: "ServiceUser",
    label: "ci-signing",
    endDate: "2027-11-30",
    policy: { lifetimeDays: 364, rotateBeforeDays: 60 },
  }),
  key("of-nobody", "2027-02-20", { stack: "dev", userName: undefined, status: undefined, label: undefined }),
  key("old-user", "2026-01-01", { stack: "dev", kind: "ServiceUser", endDate: "2099-12-31", policy: {} }),
];

/** Many keys of those kinds, each with names of its own. */
export function keys(count: number): PlanFacts[] {
  const kinds = FLEET.slice(0, 5);
  const rounds = Array.from({ length: Math.ceil(count / kinds.length) }, (_, round) => round * kinds.length);
  const named = (facts: PlanFacts, number: number) => ({
    ...facts,
    name: `key-${number}`,
    label: `label-${number}`,
    urn: `urn:key-${number}`,
  });
  return rounds.flatMap((first) => kinds.map((facts, index) => named(facts, first + index))).slice(0, count);
}

export const planOf = (facts: readonly PlanFacts[] = FLEET, today = TODAY): RotationPlan => planRows(facts, { today });
