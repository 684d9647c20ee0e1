/** Each rule with a program that keeps it and programs that break it. */
import * as digicert from "pulumi-digicert-one";

/** What the test has configured as the administrator's role. */
export interface World {
  readonly administratorRoleId: string;
}

export interface Breach {
  readonly program: (world: World) => unknown;
  /** In the message; remedies included. */
  readonly says: string | RegExp;
  readonly stackName?: string;
}

interface Case {
  readonly keeps: (world: World) => unknown;
  readonly breaks: Readonly<Record<string, Breach>>;
}

type UserArgs = Partial<digicert.ServiceUserArgs>;

const user = (args: UserArgs = { lifetimeDays: 365 }, name = "ci") =>
  new digicert.ServiceUser(name, {
    email: "team@example.com",
    accountIds: [digicert.getAccountOutput().id],
    roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
    ...args,
  } as digicert.ServiceUserArgs);
const key = (args: Partial<digicert.ApiKeyArgs>) =>
  new digicert.ApiKey("ci", { serviceUser: user(), ...args } as digicert.ApiKeyArgs);
const pair = (args: Partial<digicert.RotatingApiKeyArgs>) =>
  new digicert.RotatingApiKey("app", { serviceUser: user(undefined, "app"), lifetimeDays: 90, ...args });

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

export const cases: Readonly<Record<string, Case>> = {
  "end-date": {
    keeps: () => [user({ endDate: inDays(300) }, "other"), key({ lifetimeDays: 90 }), pair({})],
    breaks: {
      "a user without an end": {
        program: () => user({}),
        says: 'ServiceUser "ci" has no end date and works until somebody deletes it. Set lifetimeDays to have it extended, or endDate.',
      },
      "a key without an end, of a user without an end that is named by its id": {
        program: () => new digicert.ApiKey("ci", { serviceUser: "8f7f8b1f-63c1-4580-af7d-ea4cd890e8f7" }),
        says: 'ApiKey "ci" has no end date and works until somebody deletes it. Set lifetimeDays to have it rotated, or endDate.',
      },
    },
  },
  "longest-life": {
    keeps: () => [key({ endDate: inDays(90) }), pair({})],
    breaks: {
      "a user that lives too long": {
        program: () => user({ lifetimeDays: 730 }),
        says: 'ServiceUser "ci" lives 730 days; at most 366 are allowed. Set lifetimeDays to at most 366.',
      },
      "a user that ends too late": {
        program: () => user({ endDate: inDays(400) }),
        says: /ServiceUser "ci" ends on \d{4}-\d\d-\d\d, 400 days after .*; at most 366 are allowed. Set endDate to \d{4}-\d\d-\d\d or an earlier day/,
      },
      "a key that lives too long": {
        program: () => key({ lifetimeDays: 91 }),
        says: 'ApiKey "ci" lives 91 days; at most 90 are allowed.',
      },
      "a key that ends too late": {
        program: () => key({ endDate: inDays(100) }),
        says: /ApiKey "ci" ends on .*, 100 days after .*; at most 90 are allowed/,
      },
      "a pair whose keys live too long": {
        program: () => pair({ lifetimeDays: 365 }),
        says: 'RotatingApiKey "app" lives 365 days; at most 90 are allowed.',
      },
    },
  },
  window: {
    keeps: () => [
      key({ lifetimeDays: 10, rotateBeforeDays: 2 }),
      user({ lifetimeDays: 30 }, "other"), // a window of ten days
    ],
    breaks: {
      "a key whose window is as short as the days between runs": {
        program: () => key({ lifetimeDays: 30, rotateBeforeDays: 1 }),
        says: 'ApiKey "ci" is rotated from 1 day before its end, and runs come every 1 day: it may end first. Set rotateBeforeDays to at least 2, or run more often.',
      },
      "a key that lives too short for any window": {
        program: () => key({ lifetimeDays: 2 }),
        says: "Set lifetimeDays to at least 3 and rotateBeforeDays to at least 2, or run more often.",
      },
      "a user": {
        program: () => user({ lifetimeDays: 30, extendBeforeDays: 1 }),
        says: "is extended from 1 day before its end, and runs come every 1 day: it may end first. Set extendBeforeDays to at least 2",
      },
      "a pair": {
        program: () => pair({ lifetimeDays: 30, rotateBeforeDays: 1, overlapDays: 1 }),
        says: 'RotatingApiKey "app" is rotated from 1 day before its end',
      },
    },
  },
  overlap: {
    keeps: () => pair({ overlapDays: 7 }),
    breaks: {
      "an overlap that is declared too short": {
        program: () => pair({ overlapDays: 6 }),
        says: 'RotatingApiKey "app" has an overlap of 6 days, and its consumers need 7. Set overlapDays to at least 7.',
      },
      "a default that is too short": {
        program: () => pair({ lifetimeDays: 9 }),
        says: "has an overlap of 3 days, and its consumers need 7. Set overlapDays to at least 7, rotateBeforeDays to at least 7, lifetimeDays to at least 14.",
      },
    },
  },
  roles: {
    keeps: () => user(),
    breaks: {
      "an administrator": {
        program: ({ administratorRoleId }) => user({ lifetimeDays: 365, roleIds: [administratorRoleId] }),
        says: /ServiceUser "ci" holds the administrator role [0-9a-f-]{36}. Give it the roles it needs and no more./,
      },
      "an administrator by name, among others": {
        program: () =>
          user({
            lifetimeDays: 365,
            roleIds: ["Auditor", "Account manager"].map((name) => digicert.getRoleOutput({ name }).id),
          }),
        says: "holds the administrator role",
      },
    },
  },
  nickname: {
    keeps: () => user({ lifetimeDays: 365, nickname: "team-a-signing" }),
    breaks: {
      "a nickname of other letters": {
        program: () => user({ lifetimeDays: 365, nickname: "Team A" }),
        says: 'ServiceUser "ci" has a nickname that does not match ^[a-z0-9]+(-[a-z0-9]+)*$. Set another nickname, which changes it in place.',
      },
      "a default made of the Pulumi name": {
        program: () => user({ lifetimeDays: 365 }, "CI"),
        says: 'ServiceUser "CI" has a nickname that does not match',
      },
    },
  },
  retain: {
    keeps: () => user(),
    breaks: {
      "nothing declared in production": {
        program: () => user(),
        stackName: "prod",
        says: 'ServiceUser "ci" has no onDestroy, which deletes it unless it was adopted, in the stack prod. Set onDestroy to "retain".',
      },
      "a deletion in production": {
        program: () => user({ lifetimeDays: 365, onDestroy: "disable" }),
        stackName: "prod-eu",
        says: 'has onDestroy "disable", in the stack prod-eu. Set onDestroy to "retain".',
      },
    },
  },
};
