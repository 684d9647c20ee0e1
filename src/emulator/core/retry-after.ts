const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number): string => String(value).padStart(2, "0");

const clockTime = (date: Date): string =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;

/** The three date forms that RFC 9110 section 5.6.7 makes every recipient accept. */
export const httpDates = {
  imf: (date: Date): string => date.toUTCString(),
  rfc850: (date: Date): string =>
    `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-` +
    `${two(date.getUTCFullYear() % 100)} ${clockTime(date)} GMT`,
  asctime: (date: Date): string =>
    `${DAYS[date.getUTCDay()]?.slice(0, 3)} ${MONTHS[date.getUTCMonth()]} ` +
    `${String(date.getUTCDate()).padStart(2, " ")} ${clockTime(date)} ${date.getUTCFullYear()}`,
} as const;

const FORMS = ["seconds", "imf", "seconds", "rfc850", "seconds", "asctime"] as const;

/**
 * A Retry-After header for a wait: seconds on even turns, the three date forms in turn on odd ones. Rounded up,
 * so that whoever waits that long is let in.
 */
export function retryAfter(turn: number, nowMs: number, waitMs: number): string {
  const form = FORMS[turn % FORMS.length] ?? "seconds";
  if (form === "seconds") return String(Math.max(1, Math.ceil(waitMs / 1000)));
  return httpDates[form](new Date(Math.ceil((nowMs + waitMs) / 1000) * 1000));
}
