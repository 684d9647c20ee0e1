/** What breaks on the way to the API: names, silence, proxies, certificates. */
import { vi } from "vitest";
import { issue, pkcs12 } from "../../client/support/certificates";
import {
  type Broken,
  behindProxy,
  ca,
  client,
  closedPort,
  emulator,
  IMPATIENT,
  KEY,
  mutual,
  ofServer,
  otherCa,
  PASSWORD,
  pem,
  proxied,
  proxySays,
  type Row,
  secure,
  settingsOf,
  speaks,
  unresolved,
} from "./broken-world";

/** Over TLS; no time is lost with it. */
const silent = (port: number): Broken => ({
  env: { ...KEY, DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${port}` },
  probes: IMPATIENT,
});

export const brokenWays: readonly Row[] = [
  {
    title: "a host that no DNS knows",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: "https://one.example.test" }, probes: unresolved }),
    cause: "dns",
    found: /one\.example\.test cannot be resolved \(ENOTFOUND\)/,
    remedy: /region, environment or baseUrl/,
  },
  {
    title: "a port on which nothing listens",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: `http://127.0.0.1:${await closedPort()}` } }),
    cause: "tcp",
    found: /ECONNREFUSED/,
    remedy: /port in baseUrl/,
  },
  {
    title: "an address of IPv6 on which nothing listens",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: `http://[::1]:${await closedPort()}` } }),
    cause: "tcp",
    found: /^\[::1\]:\d+ accepts no connection/,
    remedy: /port in baseUrl/,
  },
  {
    title: "a host that accepts connections and says nothing",
    broken: async () => silent(await speaks()),
    cause: "tls",
    found: /said nothing until the time was over in the handshake/,
    remedy: /the firewall; where a proxy is needed.*may also want a client certificate/,
  },
  {
    title: "a host that closes each connection",
    broken: async () => silent(await speaks((socket) => socket.once("data", () => socket.destroy()))),
    cause: "tls",
    found: /broke the connection \(ECONNRESET\) in the handshake/,
    remedy: /port in baseUrl/,
  },
  {
    title: "a proxy that says nothing",
    broken: async () => behindProxy(await speaks()),
    cause: "tunnel",
    found: /the proxy 127\.0\.0\.1:\d+ said nothing until the time was over instead of connecting to one\.nl/,
    remedy: /HTTPS_PROXY/,
  },
  {
    title: "a proxy that closes each connection",
    broken: () => proxySays(""),
    cause: "tunnel",
    found: /the proxy 127\.0\.0\.1:\d+ closed the connection before it answered CONNECT/,
    remedy: /HTTPS_PROXY/,
  },
  {
    title: "something that is no proxy in its place",
    broken: () => proxySays("SSH-2.0-OpenSSH\r\n\r\n"),
    cause: "tunnel",
    found: /proxy/,
    remedy: /HTTPS_PROXY/,
  },
  {
    title: "a proxy that does not reach the host",
    broken: () => proxied(502),
    cause: "tunnel",
    found: /answered 502 to CONNECT/,
    remedy: /does not reach one\.nl\.digicert\.com: check region/,
  },
  {
    title: "a proxy that lets the connection through to a host that says nothing",
    broken: () => proxySays("HTTP/1.1 200 OK\r\n\r\n", false),
    cause: "tls",
    found: /one\.nl\.digicert\.com said nothing/,
    remedy: /firewall/,
  },
  {
    title: "a proxy whose address cannot be read",
    broken: async () => {
      vi.stubEnv("HTTPS_PROXY", "not an address");
      return { env: { ...KEY, DIGICERT_ONE_REGION: "nl" } };
    },
    cause: "proxy",
    found: /HTTPS_PROXY names no proxy that can be used/,
    remedy: /http:\/\/host:port/,
  },
  {
    title: "a proxy that wants a password",
    broken: () => proxied(407),
    cause: "tunnel",
    found: /answered 407 to CONNECT/,
    remedy: /HTTPS_PROXY, its user and password/,
  },
  {
    title: "a proxy that refuses the host",
    broken: () => proxied(403),
    cause: "tunnel",
    found: /answered 403 to CONNECT/,
    remedy: /HTTPS_PROXY/,
  },
  {
    title: "a proxy that is not there",
    broken: () => proxied(undefined),
    cause: "tcp",
    found: /the proxy 127\.0\.0\.1:\d+ accepts no connection/,
    remedy: /whether the proxy runs/,
  },
  {
    title: "an authority that this machine does not trust",
    broken: () => secure({ DIGICERT_ONE_CA_CERT: otherCa.cert }),
    cause: "tls",
    found: /not trusted/,
    remedy: /Set caCert/,
  },
  {
    title: "a server's certificate that is out of date",
    broken: () => secure({}, { server: issue(ca, "server", { hosts: ["localhost"], fromDays: -20, toDays: -2 }) }),
    cause: "tls",
    found: /out of date/,
    remedy: /this machine's clock/,
  },
  {
    title: "a server's certificate for another name",
    broken: () => secure({}, { server: issue(ca, "server", { hosts: ["elsewhere.example.test"] }) }),
    cause: "tls",
    found: /for another name/,
    remedy: /region, environment and baseUrl/,
  },
  {
    title: "a port that speaks no TLS",
    broken: async () => {
      const { url, apiKey } = await emulator();
      return { env: settingsOf({ url: url.replace("http:", "https:"), apiKey }) };
    },
    cause: "tls",
    found: /does not speak TLS/,
    remedy: /scheme and the port/,
  },
  {
    title: "a server that asks for a client certificate, and none is set",
    broken: () => mutual({}),
    cause: "api",
    found: /the connection to localhost:\d+ broke/,
    remedy: /want a client certificate: set clientCert and clientKey/,
  },
  {
    title: "a client certificate of an authority that the server does not know",
    broken: () => mutual(pem(issue(otherCa, "client", { toDays: 90 }))),
    cause: "api",
    found: /refused the client certificate|closed the connection/,
    remedy: /the client authentication certificate that Account Manager issued/,
  },
  {
    title: "a client certificate that is expired",
    broken: () => mutual(pem(issue(ca, "client", { fromDays: -20, toDays: -3 }))),
    cause: "client-certificate",
    found: /expired on/,
    remedy: /issue a new one in Account Manager/,
  },
  {
    title: "a client certificate that is not valid yet",
    broken: () => mutual(pem(issue(ca, "client", { fromDays: 3, toDays: 90 }))),
    cause: "client-certificate",
    found: /valid from .* on/,
    remedy: /not valid yet.*this machine's clock/,
  },
  {
    title: "a client certificate with the key of another",
    broken: () => mutual({ ...pem(client), DIGICERT_ONE_CLIENT_KEY: ofServer.key }),
    cause: "client-certificate",
    found: /do not belong together/,
    remedy: /the private key that the certificate was requested with/,
  },
  {
    title: "a certificate that is made for servers",
    broken: () => mutual(pem(issue(ca, "client", { toDays: 90, purpose: "serverAuth" }))),
    cause: "client-certificate",
    found: /not made for client authentication/,
    remedy: /client authentication certificate/,
  },
  {
    title: "a wrong password of a PKCS#12 file",
    broken: () =>
      mutual({
        DIGICERT_ONE_CLIENT_PFX: pkcs12(client, PASSWORD).toString("base64"),
        DIGICERT_ONE_CLIENT_CERT_PASSWORD: "canary-wrong-password",
      }),
    cause: "client-certificate",
    found: /wrong clientCertPassword/,
    remedy: /clientCertPassword must be the password/,
  },
];
