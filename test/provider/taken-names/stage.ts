/** What the situations of a taken name share: a tenant behind a gateway, and creations whose answer is lost. */
import type { Gateway } from "../../answers/gateway";
import { makeUser } from "../../emulator/harness";
import type { Resource, World } from "../apply-harness";
import type { Facts } from "./oracle";

/** A tenant behind a gateway, with an account that the provider's key does not see. */
export interface Stage {
  readonly world: World;
  readonly gateway: Gateway;
  readonly hidden: string;
}

/** A run, and who its message has to name. */
export interface Ready {
  run(): Promise<unknown>;
  readonly resource: Resource;
  readonly holder?: string;
}

export interface Situation {
  readonly name: string;
  readonly facts: Facts;
  /** Variants beside that of the answer. */
  readonly variants?: readonly string[];
  prepare(stage: Stage): Promise<Ready>;
}

export const NOW = "2026-12-01T12:00:00Z";

export const run = (resource: Resource, args: Record<string, unknown>, holder?: string): Ready => ({
  resource,
  run: () => resource.up(args),
  ...(holder !== undefined && { holder }),
});

/** The answer to a creation is lost; `looks` in vain until then. */
export function loseCreation({ gateway }: Stage, path: string, looks: "in vain" | "refused"): void {
  let lost = false;
  let looked = false;
  gateway.rule = {
    instead({ method, path: asked }) {
      if (!lost || looked || method !== "GET" || asked !== path) return undefined;
      looked = true;
      const headers = { date: new Date(NOW).toUTCString() };
      return looks === "in vain"
        ? { status: 200, contentType: "application/json", body: "[]", headers }
        : { status: 403, contentType: "application/json", body: '{"error":{"code":"access_denied","message":"No."}}' };
    },
    after({ method, path: asked }) {
      if (lost || method !== "POST" || asked !== path) return undefined;
      lost = true;
      return { status: 502, contentType: "text/html", body: "<html>Bad gateway</html>" };
    },
  };
}

export const stranger =
  (fields: Record<string, unknown> = {}) =>
  async ({ world }: Stage): Promise<string> =>
    (await makeUser(world.emulator, { end_date: "2027-12-31", ...fields })).id;

export const nobody = async (): Promise<undefined> => undefined;
