/** What docs/reference/errors.md says: each error, what a reader sees of those of a first contact, and names that are taken. */
import { readFileSync } from "node:fs";
import { type CallKind, decideRetry, type Outcome } from "../../src/client/calling/decide-retry";
import { errorCodes, VERSION_CLASH_CODE } from "../../src/contract";
import { apiError, type ExplainContext, explain, type Failure } from "../../src/errors";
import { fileOf } from "../first-contact/stage";
import { answers, expected } from "../provider/taken-names/oracle";
import { table as situations } from "../provider/taken-names/table";
import { code, fence, table } from "./sections";

/** The parts by their names. */
export const errorParts = (): Record<string, string> => ({
  errors: errors(),
  "first-contact": firstContact(),
  "taken-names": takenNames(),
});

const context: ExplainContext = { doing: "do it", host: "one.digicert.com", region: "us", environment: "production" };

function errors(): string {
  const api = Object.entries(errorCodes).flatMap(([status, { code: name }]) => {
    const codes = status === "409" ? [name, VERSION_CLASH_CODE] : [name];
    return codes.map((each) => apiRow(Number(status), each));
  });
  const others: [what: string, error: string, outcome: Outcome, failure: Failure][] = [
    [
      "no connection",
      "ConnectionError",
      { failure: "not-connected" },
      { kind: "connection", code: "ECONNREFUSED", mayHaveBeenProcessed: false },
    ],
    [
      "the connection broke",
      "ConnectionError",
      { failure: "lost" },
      { kind: "connection", code: "ECONNRESET", mayHaveBeenProcessed: false },
    ],
    [
      "no answer in time",
      "TimeoutError",
      { failure: "timeout" },
      { kind: "timeout", timeoutSeconds: 30, mayHaveBeenProcessed: false },
    ],
    [
      "client certificate refused",
      "TlsError",
      { failure: "tls" },
      { kind: "tls", failure: "wrong-certificate", detail: "" },
    ],
    ["the handshake was cut", "TlsError", { failure: "not-connected" }, { kind: "tls", failure: "cut", detail: "" }],
    [
      "any other failure of the handshake: a server's certificate that is not accepted, an alert, no TLS",
      "TlsError",
      { failure: "tls" },
      { kind: "tls", failure: "untrusted-server", detail: "" },
    ],
    [
      "400, 401, 403, 404 or 409 in any other form (a page, a text, nothing, other JSON)",
      "UnexpectedResponseError",
      { status: 404, foreign: true },
      { kind: "unexpected", status: 404, detail: "HTML" },
    ],
    [
      "a proxy that refuses the connection, or speaks another protocol",
      "TlsError",
      { failure: "tls" },
      { kind: "tls", failure: "proxy", detail: "" },
    ],
    [
      "a proxy that is down, unknown or overloaded, or closes the connection",
      "TlsError",
      { failure: "not-connected" },
      { kind: "tls", failure: "proxy", detail: "" },
    ],
    [
      "a good answer of something else, or what is no HTTP",
      "UnexpectedResponseError",
      { failure: "garbled" },
      { kind: "unexpected", status: 200, detail: "HTML" },
    ],
    [
      "whatever must not happen",
      "InternalError",
      { failure: "tls" },
      { kind: "internal", detail: "", mayHaveBeenProcessed: false },
    ],
  ];
  const rows = others.map(([what, error, outcome, failure]) => [
    what,
    code(error),
    repeated(outcome),
    explain(failure, context).remedy,
  ]);
  return table(["answer", "error", "repeated", "what to do"], [...api, ...rows]);
}

function apiRow(status: number, name: string): string[] {
  const error = apiError({ status, details: [{ code: name, message: "" }], method: "GET", path: "/user" }, context);
  const remedy = (error.remedy ?? "").replace(" with GET /user, host one.digicert.com", "");
  return [`${status} ${code(name)}`, code(error.name), repeated({ status }), remedy];
}

/** Whether calls are repeated after an outcome, as the client decides. */
function repeated(outcome: Outcome): string {
  const decide = (kind: CallKind) =>
    decideRetry({
      kind,
      outcome,
      attempt: 1,
      spentMs: 0,
      maxRetryMs: 900_000,
      everResponded: true,
      everSpoke: true,
      otherKeyLeft: false,
      preset: "full",
      random: 0.5,
    }).action;
  const [read, write, create] = [decide("read"), decide("idempotent"), decide("create")];
  const others = read === write ? (read === "retry" ? "yes" : "no") : "reads yes, updates and deletions no";
  // What is not found after an answer of something else is not sent again.
  const isForeign = "status" in outcome ? outcome.foreign === true : outcome.failure === "garbled";
  if (create !== "look") return others;
  return `${others}; creations ${isForeign ? "are looked for" : "after a look"}`;
}

/** What a program shows that fails, as its test has recorded it. */
function firstContact(): string {
  const rows = shownInDocs.map(([what, name]) => [what, readFileSync(fileOf(name), "utf8").trim()]);
  return rows.map(([what, text = ""]) => `${what}:\n\n${fence("text", folded(text))}`).join("\n\n");
}

const shownInDocs: readonly (readonly [what: string, name: string])[] = [
  ["No key", "look up: no key"],
  ["A wrong key, or one of another environment or region", "look up: a key of another region"],
  ["A key without permission", "look up: a key without permission"],
  ["A wrong name", "a role that there is not"],
  ["A stopped server", "look up: a stopped server"],
  ["An unknown host", "look up: an unknown host"],
  ["Another host", "look up: another host"],
  ["A region that is not that of the host", "look up: a region that is not that of the host"],
  ["A certificate that nobody trusts", "look up: an untrusted certificate"],
  ["Too many calls", "look up: too many calls"],
  ["Maintenance", "look up: maintenance"],
  ["A recorded key that was changed since, in a refresh", "refresh: a key that is refused by now"],
  ["State of another host", "diff: another host than that of the state"],
];

/** Lines of a page: words go on in the next one. */
const folded = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replaceAll(/(.{1,110})(?: |$)/g, "$1\n").trim())
    .join("\n");

/** What comes of each situation, where the API says that the name is taken, in whichever way, and where it does not. */
function takenNames(): string {
  const isSaid = answers.slice(0, -1);
  const rows = situations.map(({ name, facts }) => {
    const outcomes = new Set(isSaid.map((answer) => expected(facts, answer).result));
    if (outcomes.size > 1) throw new Error(`${name}: a column for each answer is needed`);
    const notSaid = answers.slice(-1).map((answer) => expected(facts, answer).result);
    return [facts.does, name, ...outcomes, ...notSaid];
  });
  return table(["to", "situation", isSaid.join(", "), answers.slice(-1).join()], rows);
}
