/** The way to the host, layer by layer: proxy, name, connection, tunnel, TLS. */

import { isLoopback } from "../../../basics/loopback";
import { codeOf } from "../../../basics/unknown";
import { type ClientSettings, hasClientCertificate } from "../../../client";
import { proxyOf } from "../../../client/transport/proxy";
import type { TransportFailure } from "../../../client/transport/transport";
import { explain, inWords, type TlsFailure } from "../../../errors";
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

const PROXY_REMEDY = "Write it as http://host:port in HTTPS_PROXY, or name the host in NO_PROXY.";

async function proxyFinding(settings: ClientSettings): Promise<Finding> {
  const proxy = await proxyOf(urlOf(settings));
  if (proxy === undefined) return ok("none is used for this host");
  if (!URL.canParse(proxy)) return fail("the environment names a proxy whose address cannot be read", PROXY_REMEDY);
  const { protocol, host, username, password } = new URL(proxy);
  const signedIn = username === "" && password === "" ? "" : ", with a user and a password that are not shown";
  return ok(`${protocol}//${host}${signedIn}`, ["It comes from HTTPS_PROXY, ALL_PROXY and NO_PROXY."]);
}

/** Where a connection goes: to the proxy, if there is one, else to the host. */
async function nextStop(settings: ClientSettings): Promise<{ url: URL; isProxy: boolean }> {
  const proxy = await proxyOf(urlOf(settings));
  return proxy === undefined ? { url: urlOf(settings), isProxy: false } : { url: new URL(proxy), isProxy: true };
}

async function dnsFinding({ settings, probes }: DoctorContext): Promise<Finding> {
  const { url, isProxy } = await nextStop(settings());
  const host = bareHost(url);
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
  const { url, isProxy } = await nextStop(settings());
  const [host, port] = [bareHost(url), portOf(url)];
  const what = `${isProxy ? "the proxy " : ""}${url.hostname}:${port}`;
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
  if (!(await nextStop(settings())).isProxy) return skipped("no proxy is used");
  const { url } = await nextStop(settings());
  const { failure, isThrough } = await handshake();
  const { host } = settings();
  const refusal = failure?.problem?.failure === "proxy" ? failure.problem.detail : undefined;
  if (failure === undefined || (isThrough && refusal === undefined))
    return ok(`the proxy lets connections to ${host} through`);
  const found = refusal ?? `the proxy ${url.host} ${brokeOff(failure)} instead of connecting to ${host}`;
  const status = / answered (\d{3}) /.exec(found)?.[1];
  const remedy = status?.startsWith("5")
    ? `The proxy does not reach ${host}: check region, environment or baseUrl, then ask whoever runs the proxy.`
    : tlsRemedy("proxy", found, settings());
  return { ...fail(found, remedy), code: status ?? (failure.code || NO_CODE) };
}

const NO_CODE = "no-code";

const brokeOff = ({ code }: TransportFailure): string =>
  code === "ETIMEDOUT" ? "said nothing until the time was over" : `broke the connection (${code || NO_CODE})`;

async function tlsFinding({ settings, handshake, now }: DoctorContext): Promise<Finding> {
  const chosen = settings();
  if (urlOf(chosen).protocol === "http:") return skipped("plain http, to this machine only");
  const { failure, protocol, chain = [], endsMs } = await handshake();
  if (failure?.problem !== undefined) {
    const { detail, failure: kind } = failure.problem;
    const found = `no secure connection to ${chosen.host}: ${detail}`;
    return { ...fail(found, tlsRemedy(kind, detail, chosen)), code: kind };
  }
  if (failure !== undefined) {
    const wanted = hasClientCertificate(chosen.tls)
      ? ""
      : " A host may also want a client certificate: clientCert and clientKey.";
    const remedy = `Check the port in baseUrl, and the firewall; where a proxy is needed, set HTTPS_PROXY.${wanted}`;
    return {
      ...fail(`${chosen.host} ${brokeOff(failure)} in the handshake`, remedy),
      code: failure.code || NO_CODE,
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

function tlsRemedy(failure: TlsFailure, detail: string, { host }: ClientSettings): string {
  return explain({ kind: "tls", failure, detail }, { doing: "connect", host }).remedy;
}
