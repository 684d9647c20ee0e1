/** The way to the host, layer by layer: proxy, name, connection, tunnel, TLS. */

import { isLoopback } from "../../../basics/loopback";
import { codeOf } from "../../../basics/unknown";
import { type ClientSettings, hasClientCertificate } from "../../../client";
import type { TlsProblem } from "../../../client/settings/tls";
import { type EnvProxy, proxyFor } from "../../../client/transport/proxy";
import type { TransportFailure } from "../../../client/transport/transport-failure";
import { explain, inWords, isConfigurationError, withoutRemedy } from "../../../errors";
import { type Check, type Finding, fail, ok, skipped, undecided, warn } from "../check";
import type { DoctorContext } from "../context";

export const networkChecks: readonly Check<DoctorContext>[] = [
  { id: "proxy", title: "Proxy", needs: ["host"], run: ({ settings }) => proxyFinding(settings()) },
  { id: "dns", title: "DNS", needs: ["proxy"], run: dnsFinding },
  { id: "tcp", title: "Connection", needs: ["dns"], run: tcpFinding },
  { id: "tunnel", title: "Way through proxy", needs: ["tcp", "client-certificate"], run: tunnelFinding },
  { id: "tls", title: "TLS", needs: ["tunnel"], run: tlsFinding },
];

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

const urlOf = (settings: ClientSettings): URL => new URL(settings.baseUrl);
const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");
const portOf = (url: URL): number => Number(url.port || (url.protocol === "http:" ? 80 : 443));

function proxyFinding(settings: ClientSettings): Finding {
  let proxy: EnvProxy | undefined;
  try {
    proxy = proxyFor(urlOf(settings));
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    return fail(withoutRemedy(error), error.remedy ?? "");
  }
  if (proxy === undefined) return ok("none is used for this host");
  const signedIn = proxy.credentials === undefined ? "" : ", with a user and a password that are not shown";
  return ok(`${proxy.scheme}://${proxy.name}${signedIn}`, [
    `It comes from ${proxy.variable}, as NO_PROXY does not name the host.`,
  ]);
}

/** Where a connection goes: to the proxy, if there is one, else to the host. `name`: host and port, for people. */
function nextStop(settings: ClientSettings): { host: string; port: number; name: string; isProxy: boolean } {
  const url = urlOf(settings);
  const proxy = proxyFor(url);
  if (proxy !== undefined) return { ...proxy, isProxy: true };
  return { host: bareHost(url), port: portOf(url), name: `${url.hostname}:${portOf(url)}`, isProxy: false };
}

async function dnsFinding({ settings, probes }: DoctorContext): Promise<Finding> {
  const { host, isProxy } = nextStop(settings());
  if (isLoopback(host)) return skipped(`${host} is this machine`);
  try {
    const addresses = await probes.resolve(host);
    const details = isProxy ? [`${settings().host} itself is resolved by the proxy.`] : [];
    return ok(`${host} has ${addresses.length} ${addresses.length === 1 ? "address" : "addresses"}`, details);
  } catch (error) {
    const code = codeOf(error) || NO_CODE;
    const remedy = isProxy
      ? "Correct the proxy's name in HTTPS_PROXY, or check this machine's DNS."
      : "Check region, environment or baseUrl for a slip, then this machine's DNS; behind a proxy set HTTPS_PROXY.";
    return { ...fail(`the name ${host} cannot be resolved (${code})`, remedy), code };
  }
}

async function tcpFinding({ settings, probes }: DoctorContext): Promise<Finding> {
  const { host, port, name, isProxy } = nextStop(settings());
  const what = `${isProxy ? "the proxy " : ""}${name}`;
  try {
    await probes.connect(host, port);
    return ok(`${what} accepts connections`);
  } catch (error) {
    const code = codeOf(error) || NO_CODE;
    const remedy = isProxy
      ? "Check host and port in HTTPS_PROXY, and whether the proxy runs."
      : "Check the port in baseUrl and the firewall; where a proxy is needed, set HTTPS_PROXY.";
    return { ...fail(`${what} accepts no connection (${code})`, remedy), code };
  }
}

async function tunnelFinding({ settings, handshake }: DoctorContext): Promise<Finding> {
  const { name, isProxy } = nextStop(settings());
  if (!isProxy) return skipped("no proxy is used");
  const { failure, isThrough } = await handshake();
  const { host } = settings();
  const refusal = failure?.problem?.failure === "proxy" ? failure.problem.detail : undefined;
  if (failure === undefined || (isThrough && refusal === undefined))
    return ok(`the proxy lets connections to ${host} through`);
  const found = refusal ?? `the proxy ${name} ${brokeOff(failure)} instead of connecting to ${host}`;
  const remedy = tlsRemedy(failure.problem ?? { failure: "proxy", detail: found }, settings());
  return { ...fail(found, remedy), code: codeIn(failure) };
}

const NO_CODE = "no-code";

/** A timeout has the code that a socket would have. */
const codeIn = ({ code, failure }: TransportFailure): string => (failure === "timeout" ? "ETIMEDOUT" : code || NO_CODE);

const brokeOff = (failure: TransportFailure): string =>
  failure.failure === "timeout" ? "said nothing until the time was over" : `broke the connection (${codeIn(failure)})`;

async function tlsFinding({ settings, handshake, now }: DoctorContext): Promise<Finding> {
  const chosen = settings();
  if (urlOf(chosen).protocol === "http:") return skipped("plain http, to this machine only");
  const { failure, protocol, chain = [], endsMs } = await handshake();
  if (failure?.problem !== undefined && failure.problem.failure !== "cut") {
    const found = `no secure connection to ${chosen.host}: ${failure.problem.detail}`;
    return { ...fail(found, tlsRemedy(failure.problem, chosen)), code: failure.problem.failure };
  }
  if (failure !== undefined) {
    const wanted = hasClientCertificate(chosen.tls)
      ? ""
      : " A host may also want a client certificate: clientCert and clientKey.";
    const remedy = `Check the port in baseUrl, and the firewall; where a proxy is needed, set HTTPS_PROXY.${wanted}`;
    return {
      ...fail(`${chosen.host} ${brokeOff(failure)} in the handshake`, remedy),
      code: codeIn(failure),
    };
  }
  const details = [`chain: ${chain.join(" ← ")}`];
  const found = `${protocol}, the certificate is trusted`;
  if (endsMs === undefined) return undecided(found, undefined, details);
  const left = Math.floor((endsMs - now()) / DAY_MS);
  const ends = `${found} and ends ${new Date(endsMs).toISOString().slice(0, 10)}`;
  return left > SOON_DAYS
    ? ok(ends, details)
    : warn(`${ends}, in ${inWords(Math.max(0, endsMs - now()) / 1000)}`, "Tell whoever runs the host.", details);
}

function tlsRemedy(problem: TlsProblem, { host }: ClientSettings): string {
  return explain({ kind: "tls", ...problem }, { doing: "connect", host }).remedy;
}
