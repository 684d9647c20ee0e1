/** What becomes of resources at first contact: each handler, and each cause that it can meet. */
import { type Case, ofCauses } from "./case";
import { type Cause, type CauseName, causes } from "./causes";

/** Of which only calls come to know: the others are found before anything is called. */
const ofCalls = (Object.keys(causes) as CauseName[]).filter(
  (name) => !["no key", "a misspelt region", "a region that is not that of the host"].includes(name),
);
/** Those that a server may begin to have between two runs, at the same address. */
const later = ["a key without permission", "too many calls", "maintenance"] as const satisfies readonly CauseName[];

/** What a server says by now of a key that a state has recorded. */
const refused = {
  fault: { kind: "status", status: 401 },
  says: /answered 401 invalid_api_key/,
  remedy: /add --run-program/,
} as const satisfies Cause;

const made = `new digicert.ServiceUser("u", { ...user, description: "before" });`;

export const handlers: Readonly<Record<string, Case>> = {
  ...ofCauses("create", ofCalls, { run: "up", program: made }),
  ...ofCauses("update", ["a wrong key", ...later], {
    before: made,
    run: "up",
    program: made.replace("before", "after"),
  }),
  ...ofCauses("delete", later, { before: made, run: "up", program: "" }),
  ...ofCauses("refresh", later, { before: made, run: "refresh", program: made }),
  ...ofCauses("destroy", ["maintenance"], { before: made, run: "destroy", program: made }),
  "refresh: a key that is refused by now": { ...refused, before: made, run: "refresh", program: made },
  "destroy: a key that is refused by now": { ...refused, before: made, run: "destroy", program: made },
  "delete: a key that is refused by now": { ...refused, before: made, run: "up", program: "" },
  ...ofCauses("get", ["a wrong key"], {
    program: `digicert.ServiceUser.get("u", "00000000-0000-4000-8000-000000000000");`,
  }),
  "get: an id that nobody has": {
    program: `digicert.ServiceUser.get("u", "00000000-0000-4000-8000-000000000000");`,
    says: /There is no user 00000000-0000-4000-8000-000000000000/,
    remedy: /Correct the id given to ServiceUser\.get/,
  },
  "create: a nickname that is taken": {
    run: "up",
    program: `const one = new digicert.ServiceUser("one", { ...user });
      new digicert.ServiceUser("other", { ...user, nickname: "CI" }, { dependsOn: one });`,
    says: /The nickname "ci" is held by service user/,
    remedy: /Choose another nickname/,
  },
  "create: a role that is no id": {
    run: "up",
    program: `new digicert.ServiceUser("u", { ...user, roleIds: ["Account manager"] });`,
    says: /answered 400 invalid_request/,
    remedy: /Correct the value that DigiCert ONE names/,
  },
  "create: a user that nobody has": {
    run: "up",
    program: `new digicert.ApiKey("k", { serviceUser: "00000000-0000-4000-8000-000000000000", lifetimeDays: 90 });`,
    says: /There is no service user 00000000-0000-4000-8000-000000000000/,
    remedy: /Correct `serviceUser`/,
  },
  "create: a step that fails half-way": {
    run: "up",
    fault: { kind: "status", status: 503, retryAfter: 3600, match: { method: "PUT" } },
    program: `new digicert.ServiceUser("u", { ...user, enabled: false });`,
    says: /Service user "ci" exists/,
    remedy: /the next `pulumi up` finishes it/,
  },
  "diff: another host than that of the state": {
    before: made,
    settings: ({ elsewhere }) => ({ baseUrl: elsewhere }),
    program: made,
    says: /lives at 127\.0\.0\.1:\d+, but the provider is set to/,
    remedy: /Put the old settings back/,
  },
  "check: an end date that has passed": {
    run: "up",
    program: `new digicert.ApiKey("k", { serviceUser: "00000000-0000-4000-8000-000000000000", endDate: "2020-01-01" });`,
    says: /2020-01-01/,
    remedy: /Set \d{4}-\d\d-\d\d or a later day/,
  },
};
