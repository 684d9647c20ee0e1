/** A fetch on the way to a server: it sees what is sent, refuses some of it, and shows answers otherwise than they came. */
import nodeFetch, { Response } from "node-fetch";
import type { ClientDeps } from "../../src/client";

type Json = Readonly<Record<string, unknown>>;

/** A request as it was sent. */
export interface Sent {
  readonly method: string;
  /** Behind the API's prefix, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** An object as JSON, or a text of any type. */
export type Refusal =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: number; readonly text: string; readonly contentType: string };

export interface OnTheWay {
  /** A refusal in place of the server's answer. */
  readonly refuse?: (sent: Sent) => Refusal | undefined;
  /** Fields of the body that the server gets in place of those sent. */
  readonly send?: (sent: Sent) => Json;
  /** A good answer as it is shown, one object after another; undefined leaves one out of a list. */
  readonly show?: (json: Json, sent: Sent) => unknown;
}

/** Everything that is sent through it, and the fetch for a client. */
export function through({ refuse, send, show }: OnTheWay): {
  readonly fetch: NonNullable<ClientDeps["fetch"]>;
  readonly sent: readonly Sent[];
} {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: Parameters<typeof nodeFetch>[1] = {}): Promise<Response> => {
    const { method = "GET", body, headers } = init;
    const { pathname, search } = new URL(url);
    const request: Sent = {
      method,
      path: `${pathname.replace("/account/api/v1", "")}${search}`,
      headers: headers as Record<string, string>,
      body: typeof body === "string" ? (JSON.parse(body) as Json) : {},
    };
    sent.push(request);
    const refused = refuse?.(request);
    if (refused !== undefined) {
      const { status } = refused;
      if ("body" in refused) return answer(status, refused.body);
      return new Response(refused.text, { status, headers: { "content-type": refused.contentType } });
    }
    const given = send === undefined || typeof body !== "string" ? {} : { body: JSON.stringify(send(request)) };
    const response = await nodeFetch(url, { ...init, ...given });
    const text = await response.text();
    if (!response.ok || show === undefined || text === "") return new Response(text === "" ? null : text, response);
    const json = JSON.parse(text) as Json | Json[];
    const shown = (Array.isArray(json) ? json : [json]).map((each) => show(each, request));
    return answer(response.status, Array.isArray(json) ? shown.filter((each) => each !== undefined) : shown[0]);
  };
  return { fetch: fetch as unknown as NonNullable<ClientDeps["fetch"]>, sent };
}

const answer = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** A refusal of the API. */
export const refusal = (status: number, code: string, message: string): { status: number; body: unknown } => ({
  status,
  body: { error: { code, message } },
});
