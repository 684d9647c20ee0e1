/** The body of a response as text: within a bound, decompressed, and whole or not at all. */

import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { codeOf } from "../../basics/unknown";
import { parseJson } from "../reading/error-body";

/** A text, or why there is none. */
export interface ResponseBody {
  readonly text: string;
  readonly damage?: string | undefined;
}

// None is asked for, but a gateway may compress without being asked.
const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** Reads a body of `largest` bytes at most. Rejects when the connection broke before its end. */
export async function readBody(
  body: NodeJS.ReadableStream | null,
  encoding: string | undefined,
  largest: number,
): Promise<ResponseBody> {
  if (body === null) return { text: "" };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > largest) return { text: "", damage: `more than ${Math.floor(largest / 1024 / 1024)} MB` };
      chunks.push(bytes);
    }
  } catch (error) {
    const text = textOf(Buffer.concat(chunks));
    // node-fetch 3 sometimes misses the last chunk of a chunked response and reports a premature close.
    if (codeOf(error) === "ERR_STREAM_PREMATURE_CLOSE" && isWhole(text)) return { text };
    throw error;
  }
  return decoded(Buffer.concat(chunks), encoding?.trim().toLowerCase() ?? "", largest);
}

/** An object or array that parses is whole whatever the socket did; a truncated one never parses. */
export function isWhole(text: string): boolean {
  return /^\s*[[{]/.test(text) && parseJson(text) !== undefined;
}

async function decoded(bytes: Buffer, encoding: string, largest: number): Promise<ResponseBody> {
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : undefined;
  if (decode === undefined || bytes.length === 0) return { text: textOf(bytes) };
  try {
    return { text: textOf(await decode(bytes, { maxOutputLength: largest })) };
  } catch {
    return { text: "", damage: `${bytes.length} bytes of ${encoding} that cannot be decompressed` };
  }
}

/** UTF-8, without the byte order mark that some gateways put in front. */
function textOf(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
