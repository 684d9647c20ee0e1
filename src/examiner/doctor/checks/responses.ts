/** The first responses: whether they are the API's, its clock, its word about our key, and who we are. */
import { isLoopback, withoutPort } from "../../../basics/loopback";
import { isRecord } from "../../../basics/unknown";
import { hasClientCertificate, keyIdOf } from "../../../client";
import { parseDateHeader } from "../../../client/calling/retry-after";
import { type DigiCertOneError, inWords, isConnectionError } from "../../../errors";
import { AS_OF_VARIABLE, countDays, today } from "../../../rotation";
import { type ApiResponse, firstSentence } from "../../asking";
import { type Check, type Finding, fail, ok, undecided, warn } from "../check";
import { type DoctorContext, emulatorDay } from "../context";
import { me, ownCredentials, userIn } from "./own";

export const responseChecks: readonly Check<DoctorContext>[] = [
  { id: "api", title: "API", needs: ["client-certificate", "tls"], run: apiFinding },
  { id: "clock", title: "Clock", needs: ["api"], run: async (context) => clockFinding(await me(context), context) },
  { id: "key", title: "Key", needs: ["api"], run: keyFinding },
  { id: "me", title: "Who we are", needs: ["key"], run: async (context) => meFinding(await me(context), context) },
];

const MINUTE_MS = 60_000;
/** As the provider does it: `docs/decisions/0404-clocks.md`. */
const WARNS_FROM_MS = 5 * MINUTE_MS;
const REFUSES_FROM_MS = 24 * 60 * MINUTE_MS;

const NO_API_THERE = "Check baseUrl: it is the address of the installation, without a path of its own.";

/** A failure as the client words it. */
export const failed = (error: DigiCertOneError): Finding =>
  fail(firstSentence(error), error.remedy ?? "Run doctor again.");

async function apiFinding(context: DoctorContext): Promise<Finding> {
  const { host } = context.settings();
  const { error, status, isOfApi, json } = await me(context);
  if (error === undefined) {
    // A response without an error is JSON. One of the API's names the user that asked.
    if (isRecord(json) && "id" in json) return ok(`${host} answered ${status}, in the API's form`);
    return fail(
      `${host} answered ${status} with no user in it, so something other than the API may stand there`,
      "Check baseUrl and the proxy; if this is DigiCert ONE, report the names of the fields that GET /account/api/v1/user/me shows.",
    );
  }
  // Every key has a user: only an address beside the API does not know it.
  if (status === 404 && isOfApi) return fail(firstSentence(error), NO_API_THERE);
  // A refusal in the API's own form is the API's: what it refuses is for the checks behind this one.
  if (status !== undefined && status < 500 && status !== 429 && isOfApi) {
    return ok(`${host} answered ${status}, in the API's form`);
  }
  const finding = failed(error);
  const { tls, baseUrl } = context.settings();
  const mayWantCertificate = isConnectionError(error) && baseUrl.startsWith("https:") && !hasClientCertificate(tls);
  if (!mayWantCertificate) return finding;
  const hint =
    "Some hosts close the connection when they want a client certificate: set clientCert and clientKey then.";
  return { ...finding, remedy: `${hint} ${finding.remedy}` };
}

function clockFinding(response: ApiResponse, { env, settings }: DoctorContext): Finding {
  const shown = parseDateHeader(response.header("date"), response.at);
  if (shown === undefined) return undecided("the API sent no Date header to compare this machine's clock with");
  const day = emulatorDay(env, settings().host);
  if (day !== undefined) return emulatorFinding(day, today(shown));
  const apartMs = response.at - shown;
  const apart = `${apartWords(Math.abs(apartMs))} ${apartMs < 0 ? "behind" : "ahead of"} the API's`;
  const remedy = isLoopback(withoutPort(settings().host))
    ? `If this is not an emulator whose clock was moved, set this machine's clock; if it is, set ${AS_OF_VARIABLE}=${today(shown)}.`
    : "Set this machine's clock (NTP): end dates and rotations are counted by it.";
  if (Math.abs(apartMs) >= REFUSES_FROM_MS) {
    return fail(`this machine's clock is ${apart}, so runs refuse to write days`, remedy);
  }
  if (Math.abs(apartMs) >= WARNS_FROM_MS) return warn(`this machine's clock is ${apart}`, remedy);
  return ok(`this machine's clock is within ${inWords(Math.ceil(Math.abs(apartMs) / 1000) + 1)} of the API's`);
}

/** Where `DIGICERT_ONE_AS_OF` says the day, the clocks are not compared: a run does not either. */
function emulatorFinding(asked: string, theirs: string): Finding {
  if (asked === theirs) return ok(`${AS_OF_VARIABLE} and the emulator agree that it is ${asked}`);
  return warn(
    `${AS_OF_VARIABLE} says ${asked}, and the emulator's clock ${theirs}`,
    `Set ${AS_OF_VARIABLE}=${theirs}, or move the emulator's clock.`,
  );
}

const apartWords = (ms: number): string => {
  const hours = Math.round(ms / MINUTE_MS / 60);
  if (hours >= 48) return countDays(Math.round(hours / 24));
  return hours < 2 ? inWords(ms / 1000) : `${hours} h`;
};

/** Each key by itself: calls go to the one that is free first, so a single bad one fails some of them. */
async function keyFinding(context: DoctorContext): Promise<Finding> {
  const { apiKeys, host } = context.settings();
  if (apiKeys.length < 2) {
    const finding = oneKey(await me(context), apiKeys.length === 0);
    if (finding.verdict !== "fail" || !apiKeys.some(isQuoted)) return finding;
    return { ...finding, remedy: `apiKey begins and ends with a quotation mark: take both off. ${finding.remedy}` };
  }
  const refused: { id: string; error: DigiCertOneError }[] = [];
  for (const apiKey of ownCredentials(context)) {
    const { error, status } = await me(context, apiKey);
    if (error !== undefined && status === 401) refused.push({ id: keyIdOf(apiKey ?? apiKeys[0]), error });
  }
  const [first] = refused;
  if (first === undefined) return ok(`${host} accepts all ${apiKeys.length} keys`);
  const ids = refused.map(({ id }) => id).join(", ");
  const found = `${host} does not accept ${refused.length} of ${apiKeys.length} keys: ${ids}`;
  const remedy = first.error.remedy ?? "";
  return refused.length === apiKeys.length ? fail(found, remedy) : warn(found, `Take them out of apiKeys. ${remedy}`);
}

function oneKey({ error, status }: ApiResponse, isCertificate: boolean): Finding {
  const what = isCertificate ? "the client certificate" : "the key";
  return error !== undefined && status === 401 ? failed(error) : ok(`${what} is accepted`);
}

/** What a shell or a file leaves round a value. */
const isQuoted = (apiKey: string): boolean => /^(["'`]).*\1$/.test(apiKey);

function meFinding(response: ApiResponse, context: DoctorContext): Finding {
  const { error, status } = response;
  if (error !== undefined) {
    const role = 'Give its service user a role of Account Manager; users need "Manage users".';
    return status === 403 ? fail("the key works, but its user may not even look at itself (403)", role) : failed(error);
  }
  const user = userIn(response);
  if (user === undefined) {
    return undecided(
      "the API answered in a form in which no user can be read",
      "Report the names of its fields: pulumi-digicert-one does not know this form.",
    );
  }
  const { nickname = "a user without a name", userType = "of unknown type", status: state = "unknown", endDate } = user;
  const found = `${nickname}: ${userType} user, status ${state}, ${endDate === undefined ? "no end date shown" : `ends ${endDate}`}`;
  if (userType !== "service" && user.userType !== undefined) {
    return warn(found, "Use the key of a service user: a person's key ends with the person.");
  }
  const accounts = user.accountIds?.length;
  const details = [
    ...(accounts === undefined ? [] : [`in ${accounts} ${accounts === 1 ? "account" : "accounts"}`]),
    ...(endDate !== undefined && endDate < context.today() ? ["That day has passed by this machine's clock."] : []),
  ];
  return ok(found, details);
}
