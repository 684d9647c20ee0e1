/** What counts as a connection that broke: a closed list. Whatever is not in it, and not known otherwise, is our own fault. */

const LOST = new Set([
  ...["ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "ENOTCONN"],
  ...["ENETDOWN", "ENETUNREACH", "ENETRESET", "EHOSTDOWN", "EHOSTUNREACH"],
  "ERR_STREAM_PREMATURE_CLOSE", // node-fetch: the body ended before its end
  "HPE_INVALID_EOF_STATE", // the response ended within its head, or within its body
  ...["ERR_SOCKET_CLOSED", "ERR_STREAM_DESTROYED"], // a kept socket that closed while we wrote to it
]);

/** Of a code of the system, of Node's or of node-fetch's. */
export function isLost(code: string): boolean {
  return LOST.has(code);
}
