import type { Emulator } from "../../../src/emulator";
import { call, opens } from "../harness";
import { afterFault, type Probe, probe } from "./probe";

/** How many calls are let in before the first refusal. */
async function lettingIn(emulator: Emulator): Promise<number> {
  for (let count = 0; ; count += 1) if (!(await opens(emulator, emulator.apiKey))) return count;
}

/** Whether a key that insisted without pause is let in once the first refusal is over. */
async function afterInsisting(emulator: Emulator): Promise<number> {
  await lettingIn(emulator);
  await emulator.setClock({ advance: "PT3S" });
  for (let count = 0; count < 100; count += 1) await opens(emulator, emulator.apiKey);
  await emulator.setClock({ advance: "PT3S" });
  return (await call(emulator, "GET", "/user/me")).status;
}

/** Errors, rate limits and how responses travel. */
export const transportProbes: Record<string, Probe> = {
  "another-host": probe(
    async (e) => {
      const reply = await call(e, "GET", "/account");
      return [reply.status, reply.headers["content-type"]];
    },
    [200, "application/json;charset=utf-8"],
    [404, "text/html;charset=utf-8"],
  ),
  "error-envelope-used": probe(
    async (e) => {
      const replies = [await call(e, "GET", "/user/x"), await call(e, "GET", "/user/x")];
      return replies.flatMap((reply) => Object.keys(reply.object)).sort();
    },
    ["error", "errors"],
    ["code", "code", "message", "message"],
  ),
  "rate-limit-code": probe(
    async (e) => {
      await lettingIn(e);
      return (await call(e, "GET", "/user/me")).codes;
    },
    ["request_limit_exceeded"],
    ["too_many_requests"],
  ),
  "rate-limit-windows": probe(lettingIn, 100, 50),
  "refused-requests-uncounted": probe(afterInsisting, 200, 429),
  "not-found-code": probe(
    async (e) => (await call(e, "GET", "/user/nobody")).codes,
    ["resource_not_found"],
    ["entity_not_found"],
  ),
  "internal-error-code": probe(async (e) => (await afterFault(e, 500)).codes, ["internal_error"], ["generic_error"]),
  "unavailable-code": probe(async (e) => (await afterFault(e, 503)).codes, ["service_unavailable"], ["maintenance"]),
  "gateway-errors": probe(
    async (e) => {
      const reply = await afterFault(e, 502);
      return [reply.headers["content-type"], reply.codes];
    },
    ["text/html;charset=utf-8", []],
    ["application/json;charset=utf-8", ["internal_error"]],
  ),
  chunked: probe(
    async (e) => {
      const { headers } = await call(e, "GET", "/account");
      return [headers["transfer-encoding"], headers["content-length"] === undefined];
    },
    [undefined, false],
    ["chunked", true],
  ),
};
