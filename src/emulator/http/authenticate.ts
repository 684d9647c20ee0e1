import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { badCertificate, unauthorized } from "../core/errors";
import type { Token, User, World } from "../core/model";
import { hasEnded } from "../core/wire";

/** Who calls. */
export interface Caller {
  readonly user: User;
  /** Absent when a client certificate alone speaks for the user. */
  readonly key: Token | undefined;
  /** What rate limits are counted by. */
  readonly limitedBy: string;
}

const isActive = (world: World, user: User): boolean => user.enabled && !user.locked && !hasEnded(world, user.endDate);

/** The key that a call presents, whether or not it still opens anything. */
export function presentedKey(world: World, request: IncomingMessage): Token | undefined {
  const value = request.headers["x-api-key"];
  return typeof value === "string" ? world.byValue.get(value) : undefined;
}

/**
 * The user that a client certificate speaks for: the one whose id or friendly name is its common name, else the
 * administrator (the emulator issues no certificates, so it cannot know better).
 */
function certificateUser(world: World, socket: TLSSocket): User | undefined {
  const subject = socket.getPeerCertificate().subject;
  const name: unknown = subject?.CN;
  const named = [...world.users.values()].find((user) => user.id === name || user.friendlyName === name);
  return named ?? world.users.get(world.administratorId);
}

/** Finds out who calls, or refuses with 401. A key that is sent along with a certificate must be good as well. */
export function authenticate(world: World, request: IncomingMessage, mutualTls: boolean): Caller {
  const { socket } = request;
  const withKey = request.headers["x-api-key"] !== undefined;
  if (mutualTls && socket instanceof TLSSocket) {
    if (!socket.authorized) throw badCertificate();
    if (!withKey) {
      const user = certificateUser(world, socket);
      if (user === undefined || !isActive(world, user)) throw badCertificate();
      return { user, key: undefined, limitedBy: user.id };
    }
  }
  const key = presentedKey(world, request);
  const user = key === undefined ? undefined : world.users.get(key.userId);
  if (key === undefined || user === undefined || !key.enabled || hasEnded(world, key.endDate)) throw unauthorized();
  if (!isActive(world, user)) throw unauthorized();
  return { user, key, limitedBy: key.id };
}
