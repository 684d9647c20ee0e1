/** Days counted since 1970: the oracle asks src/rotation nothing. */
const DAY = 86_400_000;

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

export const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one < other ? one : other;

/** The window in which a life of so many days is renewed: its last third. */
export const windowOf = (lifetimeDays: number): number => Math.ceil(lifetimeDays / 3);
