/** The events that a preview tells of, as data: a program, what happens to it, and what the sentence must hold. */
import type { ApiKeyArgs, RotatingApiKeyArgs, ServiceUserArgs } from "../../src/index";

/** A program with a service user `ci`, and beside it a key `ci`, a pair `app`, or neither. */
export interface Program {
  /** Whether the user has no end; otherwise it has one that is far away, unless `user` says another. */
  readonly isEndless?: boolean;
  readonly user?: Partial<ServiceUserArgs>;
  readonly key?: Partial<ApiKeyArgs>;
  readonly pair?: Partial<RotatingApiKeyArgs>;
}

/** What happens before the preview, in order. */
export type Deed =
  | { readonly on: string; readonly up: Program; readonly fails?: boolean }
  /** The API refuses to make keys from here on, or takes them again. */
  | { readonly mints: boolean }
  /** Somebody else's user of this nickname is there already. */
  | { readonly holder: string };

export interface Event {
  readonly before: readonly Deed[];
  readonly on: string;
  readonly preview: Program;
  /** What must stand in the sentences: days and deciding words. None: nothing is said. */
  readonly says: readonly RegExp[];
}

const key = { lifetimeDays: 90, rotateBeforeDays: 30 };
const pair = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
const made = (program: Program): Deed => ({ on: "2027-01-01", up: program });

export const events: Readonly<Record<string, Event>> = {
  "nothing happens": { before: [made({ key, pair })], on: "2027-01-02", preview: { key, pair }, says: [] },
  "a key is due": {
    before: [made({ key })],
    on: "2027-03-05",
    preview: { key },
    says: [
      /"ci-2027-04-01.*due since 2027-03-02.*ends in 27 days, on 2027-04-01.*ends on 2027-06-03.*deleted at the end of this run/,
    ],
  },
  "a key has ended": {
    before: [made({ key })],
    on: "2027-04-05",
    preview: { key },
    says: [
      /because it ended on 2027-04-01.*A new key is made that ends on 2027-07-04.*The old one ended on 2027-04-01: consumers outside of this program are refused until they have the new value\./,
    ],
  },
  "a key that is due is disabled too": {
    before: [made({ key })],
    on: "2027-03-05",
    preview: { key: { ...key, enabled: false } },
    says: [/is replaced, because it has been due.*The new key is disabled: it opens nothing before it is enabled\./],
  },
  "a key's triggers change": {
    before: [made({ key })],
    on: "2027-01-10",
    preview: { key: { ...key, triggers: { reason: "leak" } } },
    says: [/because triggers changed.*Consumers outside of this program need the new value/],
  },
  "a key lives longer": {
    before: [made({ key })],
    on: "2027-01-10",
    preview: { key: { ...key, lifetimeDays: 120 } },
    says: [/"ci.*": ends later: on 2027-05-01 instead of 2027-04-01/],
  },
  "a key is disabled": {
    before: [made({ key })],
    on: "2027-01-10",
    preview: { key: { ...key, enabled: false } },
    says: [/is disabled: whoever uses it is refused from this run on/],
  },
  "a key's fixed end comes near": {
    before: [made({ key: { endDate: "2027-02-20" } })],
    on: "2027-02-01",
    preview: { key: { endDate: "2027-02-20" } },
    says: [/warning: .*ends in 19 days, on 2027-02-20.*set a later endDate/],
  },
  "a key has no end": {
    before: [made({ key: {}, isEndless: true })],
    on: "2027-02-01",
    preview: { key: {}, isEndless: true },
    says: [
      /warning: API key "ci-.*The key has no end date and works until somebody deletes it.*Set lifetimeDays to have it rotated/,
      /warning: service user "ci".*has no end date and works until somebody deletes it.*Set lifetimeDays to have it extended/,
    ],
  },
  "a key without an end is declared": {
    before: [],
    on: "2027-01-01",
    preview: { key: {}, isEndless: true },
    says: [/warning: API key .*has no end date/, /warning: service user "ci".*has no end date/],
  },
  "a key with a fixed end is declared": {
    before: [],
    on: "2027-01-01",
    preview: { key: { endDate: "2027-12-31" } },
    says: [],
  },
  "a user is extended, and the key that came with it": {
    before: [made({ user: { lifetimeDays: 365, initialKey: "keep" } })],
    on: "2027-10-01",
    preview: { user: { lifetimeDays: 365, initialKey: "keep" } },
    says: [
      /is extended: it ends on 2028-09-30 instead of 2028-01-01\. The end of the API key that came with it moves too/,
    ],
  },
  "a user is extended": {
    before: [made({ user: { lifetimeDays: 365 } })],
    on: "2027-10-01",
    preview: { user: { lifetimeDays: 365 } },
    says: [/"ci": is extended: it ends on 2028-09-30 instead of 2028-01-01/],
  },
  "a user ends earlier": {
    before: [made({})],
    on: "2027-01-10",
    preview: { user: { endDate: "2027-12-31" } },
    says: [/"ci": ends earlier: on 2027-12-31 instead of 2030-12-31; its keys end then at the latest/],
  },
  "a user is disabled": {
    before: [made({})],
    on: "2027-01-10",
    preview: { user: { enabled: false } },
    says: [/"ci": is disabled: whoever uses one of its keys is refused/],
  },
  "a nickname may have a holder": {
    before: [{ holder: "ci" }],
    on: "2027-01-01",
    preview: { user: { onDuplicate: "adopt" } },
    says: [/"ci": takes over the service user that holds its nickname, if there is one/],
  },
  "another owner's user is taken over": {
    before: [{ holder: "ci" }],
    on: "2027-01-01",
    preview: { user: { onDuplicate: "adopt", adoptFrom: "acme/payments/prod/ci" } },
    says: [
      /takes over the service user that holds its nickname \(also from its owner acme\/payments\/prod\/ci, who then leaves it alone\)/,
    ],
  },
  "a pair is due": {
    before: [made({ pair })],
    on: "2027-03-05",
    preview: { pair },
    says: [
      /"app": rotates, because it has been due since 2027-03-02.*ends in 27 days.*ends on 2027-06-03.*until 2027-03-12 at the earliest.*need the new value by 2027-03-12/,
    ],
  },
  "a pair is due again": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }, { on: "2027-03-13", up: { pair } }],
    on: "2027-05-10",
    preview: { pair },
    says: [
      /"app": rotates, because it has been due since 2027-05-04/,
      /app-2027-04-01-\w+" \(slot a\): ended on 2027-04-01, and is deleted at the end of this run/,
    ],
  },
  "a pair's newest key has ended": {
    before: [made({ pair })],
    on: "2027-04-10",
    preview: { pair },
    says: [
      /"app": rotates, because it has been due since 2027-03-02 \(its newest key ended 9 days ago, on 2027-04-01\).*The present key ended on 2027-04-01: consumers outside of this program are refused until they have the new value\./,
      /\(slot a\): ended on 2027-04-01, and is deleted at the end of this run/,
    ],
  },
  "a pair's overlap is over": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }],
    on: "2027-03-13",
    preview: { pair },
    says: [
      /app-2027-04-01-\w+: is disabled in this run: both keys worked until the overlap ended on 2027-03-12.*refused from this run on/,
    ],
  },
  "a pair's previous key has ended": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }, { on: "2027-03-13", up: { pair } }],
    on: "2027-04-02",
    preview: { pair },
    says: [/app-2027-04-01-\w+" \(slot a\): ended on 2027-04-01, and is deleted at the end of this run/],
  },
  "a pair is revoked": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }],
    on: "2027-03-06",
    preview: { pair: { ...pair, revoke: { leak: "1" } } },
    says: [
      /"app": rotates, because revoke changed.*Both older keys are deleted at the end of this run: whoever still uses one is refused/,
    ],
  },
  "a pair is held": {
    before: [
      made({ pair }),
      { on: "2027-03-05", up: { pair } },
      { on: "2027-03-06", up: { pair: { ...pair, use: "previous" } } },
    ],
    on: "2027-05-10",
    preview: { pair: { ...pair, use: "previous" } },
    says: [/warning: .*Rotation is held because use is "previous": it was due on 2027-05-04/],
  },
  "consumers go back to the previous key": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }, { on: "2027-03-13", up: { pair } }],
    on: "2027-03-14",
    preview: { pair: { ...pair, use: "previous" } },
    says: [
      /app-2027-04-01-\w+: is enabled again, because use is "previous": consumers get it in this run\. It works until 2027-04-01\. Nothing rotates/,
    ],
  },
  "consumers go back to the previous key during the overlap": {
    before: [made({ pair }), { on: "2027-03-05", up: { pair } }],
    on: "2027-03-06",
    preview: { pair: { ...pair, use: "previous" } },
    says: [
      /app-2027-04-01-\w+: goes to consumers again in this run, because use is "previous"\. It works until 2027-04-01\. Nothing rotates/,
    ],
  },
  "consumers go on to the newest key": {
    before: [
      made({ pair }),
      { on: "2027-03-05", up: { pair } },
      { on: "2027-03-06", up: { pair: { ...pair, use: "previous" } } },
    ],
    on: "2027-03-14",
    preview: { pair },
    says: [
      /app-2027-04-01-\w+: is replaced by the newest key: consumers get that one in this run/,
      /app-2027-04-01-\w+: is disabled in this run/,
    ],
  },
  "a key could not be made": {
    before: [made({ pair }), { mints: false }, { on: "2027-03-05", up: { pair }, fails: true }, { mints: true }],
    on: "2027-03-07",
    preview: { pair },
    says: [/the key that was due on 2027-03-05 could not be made. This run makes one that ends on 2027-06-03/],
  },
};
