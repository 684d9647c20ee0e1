/** What another reading of the API changes of a life, and why that is no fault of ours. Whoever is not here lives as plainly. */
export interface Outcome {
  readonly reason: string;
  /** What the creation of a service user says instead of making one. */
  readonly user?: RegExp;
  /** What the creation of a key says. */
  readonly key?: RegExp;
  /** What the first run of a pair says, where that differs from a key. */
  readonly pair?: RegExp;
  /** What the client's own calls say, where a resource says something else or nothing. */
  readonly client?: RegExp;
  /** The first key of a user is worthless, and another one is made in its place. */
  readonly firstKeyIsLost?: true;
  /** Keys get so many days at most. */
  readonly grantedDays?: number;
  /** The end of a key stands: a longer life takes another key. */
  readonly endStands?: true;
}

const grantsLess: Outcome = {
  reason: "the API grants 30 days",
  grantedDays: 30,
  pair: /granted the new key less life than asked/,
};

/** By the name of the variant. */
export const outcomes: Readonly<Record<string, Outcome>> = {
  "another-host": {
    reason: "the host knows no such API: nothing lives there, and the message says what to look at",
    user: /answered 404 with something that is not of the DigiCert ONE API.*Check baseUrl/s,
    client: /404.*Gateway/s,
  },
  "requests-name-ids": {
    reason: "an id alone is refused, and we send ids",
    user: /(accounts|roles): must be objects with an id/,
    client: /(accounts|roles): must be objects with an id/,
  },
  "applications-optional": {
    reason: "each user has to name applications, and this one names none",
    user: /applications: at least one is required/,
    client: /applications: at least one is required/,
  },
  "single-key": {
    reason: "the API makes no second key; the first one can be kept",
    key: /initialKey: "keep"/,
    pair: /one key per service user/,
    client: /only when a service user is created/,
  },
  "masked-first-key": { reason: "no value can be taken from a masked one", firstKeyIsLost: true },
  "token-end-date-fixed": {
    reason: "the API refuses another end date",
    endStands: true,
    client: /end_date: cannot be changed/,
  },
  "asked-life-granted": grantsLess,
  "grants-less": grantsLess,
};

/** What to expect of a life under several variants at once. */
export interface Expected {
  /** Whichever of these the server comes to first. */
  readonly user: readonly RegExp[];
  readonly key: readonly RegExp[];
  readonly firstKeyIsLost: boolean;
  readonly grantedDays: number | undefined;
  readonly endStands: boolean;
}

/** The sum of what the variants change. */
export function expectedUnder(variants: readonly string[]): Expected {
  const met = variants.flatMap((name) => outcomes[name] ?? []);
  return {
    user: met.flatMap(({ user }) => user ?? []),
    key: met.flatMap(({ key }) => key ?? []),
    firstKeyIsLost: met.some(({ firstKeyIsLost }) => firstKeyIsLost === true),
    grantedDays: met.find(({ grantedDays }) => grantedDays !== undefined)?.grantedDays,
    endStands: met.some(({ endStands }) => endStands === true),
  };
}
