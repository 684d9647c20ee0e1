import { packageVersion } from "../basics/version";
import { registerSecret, scrub } from "../errors/index";
import { type Accounts, createAccounts } from "./accounts";
import { type ApiKeys, createApiKeys } from "./api-keys";
import { type AuditLog, createAuditLog } from "./audit-log";
import type { SendDeps } from "./calling/call";
import { abortError } from "./calling/call-errors";
import { createLog, harmless, type LogHook } from "./calling/log";
import { createSend } from "./calling/send";
import { createServerClock } from "./calling/server-clock";
import type { Core, NamedAccounts } from "./core";
import { type Clock, machineClock } from "./limits/clock";
import { KeyPool } from "./limits/key-pool";
import { Lanes, sharedLanes } from "./limits/lanes";
import { scaled } from "./limits/limiter";
import { createWaitNotices, type Severity } from "./limits/notices";
import { createRoles, type Roles } from "./roles";
import { createServiceUsers, type ServiceUsers } from "./service-users";
import { requireKeys } from "./settings/credentials";
import { endDateNotice } from "./settings/end-date-notice";
import type { ClientSettings } from "./settings/settings";
import { checkMaterial, type TlsProblem } from "./settings/tls";
import { createTransport, type Fetch } from "./transport/transport";
import { userAgent } from "./user-agent";

/** What a client may be given beside its settings. All of it has a default. */
export interface ClientDeps {
  /** Epoch milliseconds of the calendar. With a clock of its own a client shares no limiter with others. */
  readonly now?: () => number;
  /** Milliseconds of a clock that never goes back or ahead, for intervals; `now` by default, if that is given. */
  readonly elapsed?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly fetch?: Fetch;
  /**
   * Says why a run waits (`info`; `warning` once a wait has used half of its budget), or what needs attention (`warning`); by
   * default one line on stderr.
   */
  readonly onNotice?: (text: string, severity: Severity) => void;
  /** Receives a structured line for every attempt, wait and lost response. */
  readonly onLog?: LogHook;
  /** Receives the accounts that each response names, user by user: what a key sees. */
  readonly onAccounts?: (named: NamedAccounts) => void;
  /** Receives the instant at which the API says that it sent a response, in epoch milliseconds. */
  readonly onServerTime?: (epochMs: number) => void;
  /** The stack that a run works for, as the User-Agent is to name it: `<organization>/<project>/<stack>`. Asked for each request. */
  readonly stack?: () => string | undefined;
  /** From 0 to 1, for jitter. */
  readonly random?: () => number;
  /** Aborts every call under way, and all later ones. */
  readonly signal?: AbortSignal;
}

/** A client of DigiCert ONE's Account Manager. Every member rejects with the error family only. */
export interface DigiCertOneClient {
  readonly serviceUsers: ServiceUsers;
  readonly apiKeys: ApiKeys;
  readonly roles: Roles;
  readonly accounts: Accounts;
  readonly auditLog: AuditLog;
  /** Closes idle connections. Not needed for a program to end. */
  close(): void;
}

const MOST_USER_ENDS = 100;

/** Waits and windows must not be fooled by a clock that is set; what is shown as a time of day must follow it. */
function clockOf({ now, elapsed, sleep }: ClientDeps): Clock {
  return {
    now: now ?? machineClock.now,
    elapsed: elapsed ?? now ?? machineClock.elapsed,
    sleep: sleep ?? machineClock.sleep,
  };
}

/**
 * Makes a client. It opens nothing until the first call, and keeps no process alive.
 *
 * @example
 * const client = createClient(resolveSettings());
 * for await (const user of client.serviceUsers.list({ userType: "service" })) console.log(user.nickname, user.endDate);
 */
export function createClient(settings: ClientSettings, deps: ClientDeps = {}): DigiCertOneClient {
  // Settings may be made by hand, or changed after they were resolved.
  const registerSecrets = (): void => {
    for (const secret of [...settings.apiKeys, settings.tls.key, settings.tls.passphrase]) registerSecret(secret);
  };
  registerSecrets();
  requireKeys(...settings.apiKeys);
  const clock = clockOf(deps);
  const random = deps.random ?? Math.random;
  const notify = harmless("onNotice", deps.onNotice ?? ((text: string) => void process.stderr.write(`${text}\n`)));
  const onNotice = (text: string, severity: Severity = "warning"): void => notify(scrub(text), severity);
  const log = createLog(deps.onLog, process.env);
  const notices = createWaitNotices(clock, onNotice);
  const windows = scaled(
    settings.rateLimits.map(({ requests, windowSeconds }) => ({ requests, windowMs: windowSeconds * 1000 })),
    settings.capacityPercent,
  );
  const pool = new KeyPool(
    {
      ...{ host: settings.host, apiKeys: settings.apiKeys, windows, timeoutMs: settings.timeoutSeconds * 1000 },
      certificate: settings.tls.cert ?? settings.tls.pfx?.toString("base64"),
      lanes: deps.now === undefined && deps.elapsed === undefined ? sharedLanes : new Lanes(),
    },
    clock,
    notices,
  );
  const transport = createTransport(settings.tls, deps.fetch);
  const version = packageVersion();
  let checked: { problem: TlsProblem | undefined } | undefined;
  const userEndDates = new Map<string | undefined, string>();
  const serverClock = createServerClock(clock, harmless("onServerTime", deps.onServerTime ?? (() => undefined)));
  const sendDeps: SendDeps = {
    settings,
    pool,
    transport,
    notices,
    log,
    clock,
    random,
    onNotice,
    userAgent: () => userAgent(version, process.versions.node, deps.stack?.()),
    signal: deps.signal,
    certificateProblem: () => {
      checked ??= { problem: checkMaterial(settings.tls, Date.now()) };
      return checked.problem;
    },
    userEndDates,
    serverClock,
  };
  const send = createSend(sendDeps);
  let warned = false;
  const core: Core = {
    send: (call) => {
      registerSecrets(); // others may have crowded them out
      if (!warned) {
        warned = true;
        const today = settings.asOf ?? new Date(clock.now()).toISOString().slice(0, 10);
        const notice = endDateNotice(settings.apiKeyEndDate, today);
        if (notice !== undefined) onNotice(notice);
      }
      return send(call);
    },
    rawResponses: settings.rawResponses,
    serverClock,
    notice: (text) => onNotice(text),
    abortError: (call, doubt = false) => abortError(sendDeps, call, doubt),
    onAccounts: harmless("onAccounts", deps.onAccounts ?? (() => undefined)),
    noteUserEnd: (apiKey = settings.apiKeys.length === 1 ? settings.apiKeys[0] : undefined, endDate) => {
      // Of several keys it is not known which one asked.
      if (apiKey === undefined && settings.apiKeys.length > 1) return;
      if (endDate === undefined) userEndDates.delete(apiKey);
      else userEndDates.set(apiKey, endDate);
      // Of keys that are tried one by one the last ones are enough.
      for (const oldest of userEndDates.keys()) if (userEndDates.size > MOST_USER_ENDS) userEndDates.delete(oldest);
    },
    creation: {
      notices,
      host: settings.host,
      clock,
      random,
      maxRetrySeconds: settings.maxRetrySeconds,
      retry: settings.retry,
      log,
      signal: deps.signal,
    },
  };
  const apiKeys = createApiKeys(core);
  return {
    serviceUsers: createServiceUsers(core, apiKeys),
    apiKeys,
    roles: createRoles(core),
    accounts: createAccounts(core),
    auditLog: createAuditLog(core),
    close: () => transport.close(),
  };
}
