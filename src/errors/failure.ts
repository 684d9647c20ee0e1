/** A failure, and what is known of the call that met it, as plain data. */
import type { TlsFailure } from "./family";

/** A failure as plain data. */
export type Failure =
  | {
      readonly kind: "api";
      readonly status: number;
      readonly code: string;
      readonly serverMessage: string;
      /** It says, by its code or its words, that the name is taken. */
      readonly nameTaken?: boolean | undefined;
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: "connection"; readonly code: string; readonly mayHaveBeenProcessed: boolean }
  | {
      readonly kind: "timeout";
      readonly timeoutSeconds: number;
      readonly mayHaveBeenProcessed: boolean;
      /** No connection came about in this time; absent counts as one that did. */
      readonly sent?: boolean | undefined;
      /** The proxy that let us wait. */
      readonly proxy?: string | undefined;
    }
  | {
      readonly kind: "tls";
      readonly failure: TlsFailure;
      readonly detail: string;
      readonly remedy?: string | undefined;
    }
  | {
      readonly kind: "unexpected";
      /** Undefined where what came is no HTTP. */
      readonly status?: number | undefined;
      readonly detail: string;
      readonly mayHaveBeenProcessed?: boolean | undefined;
    }
  /** What must not happen. */
  | { readonly kind: "internal"; readonly detail: string; readonly mayHaveBeenProcessed: boolean };

/** What we know beside the failure. Everything but `doing` and `host` may be unknown. */
export interface ExplainContext {
  /** Whether a client certificate is shown to the host. */
  readonly clientCertificate?: boolean | undefined;
  /** Whether an API key is sent; absent counts as yes. */
  readonly apiKey?: boolean | undefined;
  /** What we were doing, for example `create the API key "ci-2027"`. */
  readonly doing: string;
  /** The host that was called. */
  readonly host: string;
  readonly environment?: "production" | "demo" | undefined;
  /** The region of the host, where it is one of DigiCert's. */
  readonly region?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly attempts?: number | undefined;
  /** How long failures have delayed this call so far. */
  readonly waitedSeconds?: number | undefined;
  /** How long they may delay it at most. */
  readonly maxRetrySeconds?: number | undefined;
  readonly requestId?: string | undefined;
  /** Today as a UTC calendar day, `YYYY-MM-DD`. */
  readonly today?: string | undefined;
  /** The known end date of the API key in use. */
  readonly apiKeyEndDate?: string | undefined;
  /** The known end date of the service user that the key belongs to. */
  readonly userEndDate?: string | undefined;
  /** The instant of the last attempt, RFC 3339. */
  readonly at?: string | undefined;
}
