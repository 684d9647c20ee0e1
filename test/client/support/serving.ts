import { afterEach } from "vitest";
import { startServer, type TestServer } from "./server";

/** `startServer` for the tests of one file: each server is closed when its test has ended. */
export function serving(): typeof startServer {
  const open: TestServer[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
  return async (...how) => {
    const server = await startServer(...how);
    open.push(server);
    return server;
  };
}
