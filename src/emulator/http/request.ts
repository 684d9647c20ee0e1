import type { IncomingMessage } from "node:http";
import { invalid, tooLarge } from "../core/errors";

/** The longest body that is read. */
const BODY_LIMIT = 1_048_576;

/** How much of a body that is too long is thrown away, so that a client that is still sending gets its response. */
const DRAIN_LIMIT = 64 * BODY_LIMIT;

/** Reads a whole body, refusing early what says or shows that it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = Number(request.headers["content-length"] ?? 0);
  if (length > BODY_LIMIT) throw discard(request);
  length = 0;
  for await (const chunk of request) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    length += bytes.length;
    if (length > BODY_LIMIT) throw discard(request);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Lets the rest of a body run into nothing, up to a bound, and says why. */
function discard(request: IncomingMessage): Error {
  let left = DRAIN_LIMIT;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
  request.on("error", () => {});
  request.resume();
  return tooLarge(BODY_LIMIT);
}

/** A body as JSON; it must be declared as such and be UTF-8. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const [type = "", ...parameters] = (request.headers["content-type"] ?? "").split(";").map((part) => part.trim());
  if (type.toLowerCase() !== "application/json") throw invalid("The Content-Type must be application/json.");
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter));
  if (charset !== undefined && !/^charset="?utf-8"?$/i.test(charset)) throw invalid("The charset must be UTF-8.");
  const bytes = await readBody(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("The body is not UTF-8 JSON.");
  }
}
