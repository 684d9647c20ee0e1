/** What to do where no secure connection could be made. Pure. */
import type { TlsFailure } from "./family";

/** @param host the one that was called */
export function tlsRemedy(failure: TlsFailure, host: string): string {
  const plain = host.replace(/^clientauth\./, "");
  switch (failure) {
    case "wrong-certificate":
      return `${host} refused clientCert: use the client authentication certificate that Account Manager issued for this service user on ${plain}, and check that it is enabled.`;
    case "missing-certificate":
      return `${host} asks for a client certificate: set clientCert and clientKey (or clientPfx), or use the host ${plain} with an API key.`;
    case "key-mismatch":
      return "clientKey does not belong to clientCert: give the private key that the certificate was requested with.";
    case "expired-certificate":
      return "The client certificate is expired (or not valid yet): issue a new one in Account Manager, and check this machine's clock.";
    case "unreadable-certificate":
      return "Check the path and the content: clientCert and clientKey are PEM, clientPfx is PKCS#12, and clientCertPassword must be the password of the key or the PKCS#12 file.";
    case "untrusted-server":
      return "Set caCert to the certificate of the authority that signed it (on-premises, or a proxy that inspects traffic).";
    case "server-expired":
      return "The server's own certificate is expired: check this machine's clock, then tell whoever runs the host.";
    case "unfit-server":
      return "Check region, environment and baseUrl, and whether a proxy answers in the host's place; then tell whoever runs it.";
    case "cut":
      return "Nothing was sent. Run again; if it stays, check the proxy, a firewall on the way, and the port in baseUrl.";
    case "wrong-host":
      return `The server's certificate is for another name: check region, environment and baseUrl. With a client certificate the host is clientauth.${plain}, with an API key alone it is ${plain}.`;
    case "not-tls":
      return "The port does not speak TLS: check the scheme and the port in baseUrl, and whether a proxy answers in its place.";
    case "proxy":
      return "The proxy did not let the connection through: check HTTPS_PROXY, its user and password, and NO_PROXY.";
    case "other":
      return `Check clientCert and clientKey, the address (clientauth.${plain} with a client certificate, ${plain} without) and the proxy.`;
  }
}
