/** How far a request has come: that decides what its failure means, not the code that it fails with. */
import type { Agent, ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * `unasked`: no connection was asked for. `waiting`: for a connection, which a proxy may have to make. Then the stages of a
 * connection; `sent`: it stands, and the request is on its way.
 */
export type Stage = "unasked" | "waiting" | "connecting" | "handshake" | "sent";

/** What was seen of a request. */
export interface Passage {
  readonly stage: Stage;
  /** What it failed with, as Node had it: node-fetch passes on less. */
  readonly error: unknown;
  /** The handshake ended because the server's certificate was not accepted here. */
  readonly certificateRefused: boolean;
}

/** An agent for one request that shows how far it comes; connections are the given agent's. */
export function follow(agent: Agent): { readonly agent: Agent; readonly passage: Passage } {
  const passage = new Watched();
  const { addRequest } = agent as Agent & { addRequest(request: ClientRequest, ...options: unknown[]): void };
  const followed: Agent = Object.create(agent, {
    addRequest: {
      value: (request: ClientRequest, ...options: unknown[]) => {
        passage.watch(request);
        addRequest.call(agent, request, ...options);
      },
    },
  }) as Agent;
  return { agent: followed, passage };
}

/** A response that takes the connection away for another protocol, which no request of ours asks for. */
class Switched extends Error {
  readonly code = "SWITCHED_PROTOCOLS";
}

class Watched implements Passage {
  stage: Stage = "unasked";
  error: unknown;
  #socket: Socket | undefined;

  get certificateRefused(): boolean {
    const socket = this.#socket;
    return this.stage === "handshake" && socket instanceof TLSSocket && Boolean(socket.authorizationError);
  }

  watch(request: ClientRequest): void {
    this.stage = "waiting";
    request.once("socket", (socket) => this.#follow(socket));
    request.on("error", (error) => {
      this.error ??= error;
    });
    request.once("upgrade", (_response, socket) => {
      socket.destroy();
      request.emit("error", new Switched("the answer switches protocols"));
    });
  }

  #follow(socket: Socket): void {
    this.#socket = socket;
    const isSecure = socket instanceof TLSSocket;
    const onReady = (): void => {
      this.stage = "sent";
    };
    // A kept socket, or one that was made for a request that was given up meanwhile: what it has done shows only in its state.
    const isReady = isSecure ? socket.authorized : !socket.connecting;
    if (isReady) {
      onReady();
      return;
    }
    this.stage = socket.connecting ? "connecting" : "handshake";
    if (isSecure) {
      socket.once("connect", () => {
        this.stage = "handshake";
      });
    }
    socket.once(isSecure ? "secureConnect" : "connect", onReady);
  }
}
