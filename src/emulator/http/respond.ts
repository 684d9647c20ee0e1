import type { ServerResponse } from "node:http";

/** How a response travels. */
export interface Delivery {
  readonly date: Date;
  readonly requestId: string;
  /** In chunks, without a length. */
  readonly chunked: boolean;
  /** Half of it only, then nothing. */
  readonly truncated: boolean;
}

/** A whole response. */
export interface Message {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Nothing means a response without a body. */
  readonly text?: string;
}

const HALF = 0.5;

/** Sends a response; resolves when it has left, or when the other side is gone. */
export function send(response: ServerResponse, message: Message, delivery: Delivery): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    response.once("close", resolve);
    response.sendDate = false;
    response.statusCode = message.status;
    response.setHeader("date", delivery.date.toUTCString());
    response.setHeader("x-request-id", delivery.requestId);
    for (const [name, value] of Object.entries(message.headers)) response.setHeader(name, value);
    if (message.text === undefined) {
      // Half of nothing is nothing: a truncated response without a body is a connection that closes.
      if (delivery.truncated) response.destroy();
      else response.end();
      return;
    }
    const bytes = Buffer.from(message.text);
    const half = bytes.subarray(0, Math.ceil(bytes.length * HALF));
    if (!delivery.chunked) response.setHeader("content-length", bytes.length);
    response.write(half);
    if (delivery.truncated) setImmediate(() => response.destroy());
    else response.end(bytes.subarray(half.length));
  });
}

/** The page of a gateway that knows nothing of the API. */
export function gatewayPage(status: number): Message {
  const title = status < 400 ? "Sign in" : `${status} Gateway`;
  return {
    status,
    headers: { "content-type": "text/html;charset=utf-8" },
    text: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}
