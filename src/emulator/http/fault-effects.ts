/** What a fault does to a call that it hits: a line for each kind, and a kind that is forgotten does not compile. */
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "../core/errors";
import { type ActiveFault, hitsAt, type KindAt } from "../core/faults";
import type { World } from "../core/model";
import { foreignResponse } from "./foreign";
import { gatewayPage, type Message } from "./respond";

/** Whether a call goes on to the routes, or has ended without a response. */
type Arrival = "goes on" | "ended";

const onArrival: Record<
  KindAt<"arrival">,
  (request: IncomingMessage, fault: ActiveFault) => Arrival | Promise<Arrival>
> = {
  "drop-before": (request) => {
    request.socket.destroy();
    return "ended";
  },
  stall: (request) => {
    request.resume();
    return "ended";
  },
  delay: (_request, fault) => sleep<Arrival>(fault.delayMs ?? 0, "goes on", { ref: false }),
};

const insteadOfRoute: Record<KindAt<"route">, (fault: ActiveFault, status: number, world: World) => Message> = {
  status: (fault, status, { rules }) => {
    const gateway = status === 502 || status === 504;
    if (gateway && fault.code === undefined && !rules.on("gateway-errors")) return page(fault, gatewayPage(status));
    throw faulty(status, rules, fault.code, retryHeader(fault));
  },
  html: (fault, status) => page(fault, gatewayPage(status)),
  foreign: (fault, status) =>
    page(fault, fault.form === undefined ? gatewayPage(status) : foreignResponse(fault.form, status)),
};

const onDeparture: Record<KindAt<"departure">, "nothing" | "half"> = { "drop-after": "nothing", truncate: "half" };

function retryHeader(fault: ActiveFault): Record<string, string> {
  return fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
}

const page = (fault: ActiveFault, message: Message): Message => ({
  ...message,
  headers: { ...message.headers, ...retryHeader(fault) },
});

/** What becomes of a call as it arrives. */
export async function arrive(request: IncomingMessage, fault: ActiveFault | undefined): Promise<Arrival> {
  return fault !== undefined && hitsAt(fault.kind, "arrival") ? onArrival[fault.kind](request, fault) : "goes on";
}

/** The response of a fault in place of the route's; undefined where the route responds. */
export function respondInstead(fault: ActiveFault | undefined, world: World): Message | undefined {
  if (fault === undefined || !hitsAt(fault.kind, "route")) return undefined;
  return insteadOfRoute[fault.kind](fault, fault.status ?? 502, world);
}

/** How much of a response leaves. */
export function leaving(fault: ActiveFault | undefined): "all" | "nothing" | "half" {
  return fault !== undefined && hitsAt(fault.kind, "departure") ? onDeparture[fault.kind] : "all";
}
