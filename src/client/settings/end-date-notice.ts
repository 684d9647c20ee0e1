/** Warns in time that the key in use will end: DigiCert sends no mail about it. */

const AHEAD_DAYS = 30;
const DAY_MS = 86_400_000;

/** A notice from 30 days ahead of the end of the key in use; undefined while there is none to give. */
export function endDateNotice(endDate: string | undefined, today: string): string | undefined {
  if (endDate === undefined) return undefined;
  const days = Math.round((Date.parse(endDate) - Date.parse(today)) / DAY_MS);
  const remedy = "create a new one and set apiKey and apiKeyEndDate.";
  if (days < 0) return `The API key in use reached its end date, ${endDate} 23:59:59 UTC: ${remedy}`;
  if (days > AHEAD_DAYS) return undefined;
  const left = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
  return `The API key in use ends ${left}, on ${endDate} 23:59:59 UTC: ${remedy}`;
}
