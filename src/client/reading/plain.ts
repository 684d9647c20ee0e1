/** Single values of the API's JSON, in every form in which the platform is seen to write them. */
import { isRecord } from "../../basics/unknown";

export function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

export function text(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

export function filled(value: unknown): string | undefined {
  const read = text(value);
  return read === "" ? undefined : read;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** ISO 8601 as siblings write it: a blank for the T, fractions of any length, any offset, or no zone, which is UTC. */
const INSTANT =
  /^(?<day>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d)(?::(?<seconds>\d\d)(?:[.,](?<fraction>\d+))?)?\s?(?:Z|(?<hours>[+-]\d\d):?(?<minutes>\d\d)?)?$/i;
const MILLISECONDS = /^\d{12,14}$/;

function millisecondsOf(read: string): number {
  if (MILLISECONDS.test(read)) return Number(read);
  const parts = INSTANT.exec(read)?.groups;
  if (parts === undefined) return Number.NaN;
  const { day, time, seconds = "00", fraction = "0", hours = "+00", minutes = "00" } = parts;
  return Date.parse(`${day}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${hours}:${minutes}`);
}

/** An instant, RFC 3339 in UTC; undefined where it is in no form of time. */
export function instantOf(value: unknown): string | undefined {
  const milliseconds = millisecondsOf(text(value)?.trim() ?? "");
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** An end date as a calendar day, whether it came as a day or as a date-time, whose day is that of UTC. */
export function dayOf(value: unknown): string | undefined {
  const read = text(value)?.trim() ?? "";
  if (/^\d{4}-\d\d-\d\d$/.test(read)) return read;
  return instantOf(read)?.slice(0, 10);
}

const KNOWN_STATUSES: ReadonlySet<string> = new Set(["ACTIVE", "DISABLED", "DELETED", "EXPIRED", "LOCKED"]);

/** A status, those that mean something to us in capitals; any other is shown as it came. */
export function statusOf(value: unknown): string | undefined {
  const read = filled(value)?.trim();
  const upper = read?.toUpperCase() ?? "";
  return KNOWN_STATUSES.has(upper) ? upper : read;
}

/** Ids out of a list of ids or of objects that hold one. */
export function idsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => filled(record(item)?.id ?? item)).filter((id) => id !== undefined);
}

export function namesOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => filled(record(item)?.name ?? item)).filter((name) => name !== undefined);
}
