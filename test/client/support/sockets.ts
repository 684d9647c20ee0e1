import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach } from "vitest";

/** What a scripted server does with a connection, `n` counting from 1. */
export type Script = (socket: Socket, n: number) => void;

/** A server on loopback that says what it is told to, whatever it hears. */
export interface Scripted {
  readonly port: number;
  /** `127.0.0.1` and the port. */
  readonly host: string;
  readonly connections: () => number;
  /** Everything that was heard on all connections. */
  readonly heard: () => string;
}

/** Servers on sockets; each is closed when its test has ended. */
export function scripting(): {
  readonly script: (what: Script, make?: (listener: (socket: Socket) => void) => Server) => Promise<Scripted>;
  readonly closedPort: () => Promise<number>;
} {
  const open: { server: Server; sockets: Set<Socket> }[] = [];
  afterEach(async () => {
    for (const { server, sockets } of open.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  const listen = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  return {
    async script(what, make = createServer) {
      let connections = 0;
      let heard = "";
      const sockets = new Set<Socket>();
      const server = make((socket) => {
        connections += 1;
        socket.on("error", () => undefined);
        socket.on("data", (chunk: Buffer) => {
          heard += chunk.toString("latin1");
        });
        what(socket, connections);
      });
      server.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
      });
      open.push({ server, sockets });
      const port = await listen(server);
      return { port, host: `127.0.0.1:${port}`, connections: () => connections, heard: () => heard };
    },
    async closedPort() {
      const server = createServer();
      const port = await listen(server);
      await new Promise((resolve) => server.close(resolve));
      return port;
    },
  };
}

/** Answers the first thing that is heard. */
export const answering =
  (answer: string | Buffer, end = true): Script =>
  (socket) =>
    void socket.once("data", () => (end ? socket.end(answer) : socket.write(answer)));
