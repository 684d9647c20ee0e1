/** Facts of users and keys of every kind, with ordinary names and with hostile ones. */
import { type PlanFacts, planRows, type RotationPlan } from "../../src/plan";

export const TODAY = "2027-03-05";

/** Names that mean something in one of the forms, or nothing at all. */
export const HOSTILE: readonly string[] = [
  "a,b;c\\d",
  "line\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
  "\"quoted\" and 'single'",
  'x"} 1\ndigicert_one_forged 1',
  "🔑👩‍👩‍👧‍👦 über schlüssel 鍵",
  "\u202eright to left\u2066",
  "bell\u0007 null\u0000 c1\u009b escape\u001b[2J half\ud83d",
  "| cell | <img src=x onerror=alert(1)> [a](javascript:b) @team #12 https://evil.example www.evil.example",
  "```\n# heading\n$x$ &#64;team &amp; ~~gone~~ **bold** `code`",
  "section : crit, 2020-01-01, 2020-01-02",
  "%%{init: {}}%% click a call b() ; end",
  "x".repeat(300),
  "鍵".repeat(200),
];

const policy = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };

const facts = (name: string, more: Partial<PlanFacts>): PlanFacts => ({
  ...{ stack: "prod", project: "keys", name, kind: "ApiKey", status: "ACTIVE", issuedOn: "2027-01-01" },
  urn: `urn:pulumi:prod::keys::${more.kind ?? "ApiKey"}::${name}`,
  label: `${name}-2027-04-01-ab12cd34`,
  endDate: "2027-04-01",
  policy,
  userName: `user of ${name}`,
  ...more,
});

/** One of each kind under a name: due and waiting, held and fixed, with and without an end. */
export function kindsOf(name: string): PlanFacts[] {
  const pair = { kind: "RotatingApiKey", urn: `urn:pair:${name}` } as const;
  const current = facts(name, { ...pair, role: "current", issuedOn: "2027-03-02", endDate: "2027-05-31" });
  const previous = { role: "previous", label: `${name}-previous`, retireOn: "2027-03-09", newest: current } as const;
  const nickname = `${name}-user`;
  return [
    facts(name, {}),
    facts(name, { urn: `urn:waits:${name}`, label: `${name}-waits`, issuedOn: "2027-03-01", endDate: "2027-05-30" }),
    current,
    facts(name, { ...pair, ...previous }),
    facts(name, { urn: `urn:open:${name}`, label: `${name}-open`, endDate: undefined, policy: {} }),
    facts(name, { kind: "ServiceUser", urn: `urn:user:${name}`, label: nickname, userName: nickname, policy: {} }),
    facts(name, {
      kind: "ServiceUser",
      urn: `urn:living:${name}`,
      label: `${nickname}-2`,
      policy: { lifetimeDays: 120 },
    }),
    facts(name, {
      urn: `urn:ended:${name}`,
      label: `${name}-ended`,
      endDate: "2027-02-01",
      policy: { endDate: "2027-02-01" },
    }),
  ];
}

export const planOf = (...names: string[]): RotationPlan =>
  planRows(names.flatMap(kindsOf), { today: TODAY, runsEveryDays: 40 });

/** A fleet of so many keys, a few on each day. */
export function fleet(keys: number, nameOf = (at: number) => `team-${at}-signing`): RotationPlan {
  const month = (at: number) => String((at % 9) + 4).padStart(2, "0");
  const all = Array.from({ length: keys }, (_, at) =>
    facts(nameOf(at), {
      stack: `team-${at % 40}`,
      endDate: `2027-${month(at)}-${String((at % 28) + 1).padStart(2, "0")}`,
    }),
  );
  return planRows(all, { today: TODAY });
}
