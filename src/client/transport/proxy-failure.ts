/** Why a proxy gave no connection, and what to do about it. */
import type { EnvProxy } from "./proxy";

/** Why there is no tunnel. */
export class ProxyFailure extends Error {
  readonly code: string;
  readonly remedy: string;
  /** Another attempt may get through: the proxy is down or overloaded, and has refused nothing. */
  readonly mayPass: boolean;

  constructor(detail: string, { code = "PROXY", remedy, mayPass, cause }: FailureInit) {
    super(detail, { cause });
    this.code = code;
    this.remedy = remedy;
    this.mayPass = mayPass;
  }
}

interface FailureInit {
  readonly code?: string;
  readonly remedy: string;
  readonly mayPass: boolean;
  readonly cause?: unknown;
}

/** As messages name it. */
export const called = ({ name }: EnvProxy): string => `the proxy ${name}`;
export const unreachable = ({ variable }: EnvProxy, { host }: { readonly host: string }): string =>
  `Check host and port in ${variable}, and whether the proxy runs; or name ${host} in NO_PROXY.`;
export const otherProtocol = ({ variable }: EnvProxy): string =>
  `Check the port and the scheme in ${variable}: http://, https:// where the proxy itself speaks TLS, socks5:// for SOCKS.`;
/** A proxy that responds with an error of its own, or of what lies behind it, has refused nobody. */
export const beyondProxy = ({ host }: { readonly host: string }): string =>
  `The proxy does not reach ${host}: check region, environment or baseUrl, then ask whoever runs the proxy.`;
export const refused = ({ variable }: EnvProxy): string =>
  `The proxy did not let the connection through: check ${variable}, its user and password, and NO_PROXY.`;
