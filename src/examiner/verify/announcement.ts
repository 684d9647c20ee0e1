/** What a run says before it writes, and what became of it, in words. Pure. */
import { textTable } from "../../basics/text-table";
import { CREATIONS, LONG_LIFE_DAYS } from "../readings/steps";
import { userName } from "./context";
import { script } from "./script";
import type { Verdict } from "./verdict";
import type { Run, Verification } from "./verify";

/** One request is made in several forms until one is taken, and the second user in two. */
const ALTERNATIVES = CREATIONS.length;

/** What a run makes at most. */
export const most = {
  users: script.filter(({ method, path }) => method === "POST" && path === "/user").length - ALTERNATIVES,
  keys: script.filter(({ method, path }) => method === "POST" && path === "/api-access-token").length,
};

/** What is about to be made. */
export function announce({ context, requests }: Run, host: string): string {
  const email = context.email === "" ? "the e-mail address of your own user" : context.email;
  return [
    `verify makes the following on ${host}, in the account of your key, and removes it again:`,
    `  - at most ${most.users} service users named ${userName(context)}, with a suffix or in capitals, with ${email}.`,
    "    They get one role of Account Manager without rights over users. They end tomorrow.",
    `  - at most ${most.keys} API keys for them, beside the one that comes with each. Their values are shown nowhere.`,
    `  - For the time of three requests one user, and one key, end in ${LONG_LIFE_DAYS} days.`,
    "  - If your key reaches a second account, the first user stands in it for the time of two requests.",
    `It sends at most ${requests} requests, and touches nothing that it did not make. The audit log keeps entries of it.`,
    "Their names stay taken if your tenant does not release the names of deleted users.",
    "",
  ].join("\n");
}

/** The table of results, and the closing sentence last. */
export function renderVerdict({ rows, decided, closing }: Verdict, verification: Verification): string {
  const cells = rows.map(({ fact, result, what, copes }) => [fact, result, copes ?? "", what]);
  const advice = rows.flatMap(({ fact, advice: words }) => (words === undefined ? [] : [`${fact}: ${words}`]));
  const lines = [
    ...textTable([["FACT", "RESULT", "COPES", "WHAT HOLDS, OR WHY IT IS UNDECIDED"], ...cells]),
    "",
    `${decided} of ${verification.facts.length} facts are decided.`,
    ...advice,
    ...unread(verification),
    closing,
  ];
  return `${lines.join("\n")}\n`;
}

function unread({ observed }: Verification): string[] {
  return observed.flatMap(({ step, unread: problem }) =>
    problem === undefined ? [] : [`${step}: the package could not read the response: ${problem}.`],
  );
}

/** What is still there, and how to remove it. */
export function renderLeft({ left }: Verification): string {
  const lines = left.users.map(({ id, name, why }) => `Still there: the service user ${name} (${id}). ${why}`);
  if (left.unlooked !== undefined) {
    lines.push(`A creation got no response, and nobody could look for what it made. ${left.unlooked}`);
  }
  if (lines.length === 0) return "";
  return `${[...lines, "Delete it in Account Manager, or run `digicert-one sweep --verify --delete --min-age 0m`."].join("\n")}\n`;
}
