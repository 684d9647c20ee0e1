/** A program that is bundled and minified has a copy of its own, whose classes have other names. */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, startServer, type TestServer } from "../client/support/server";

const root = join(__dirname, "..", "..");
const entry = join(root, "dist", "client", "index.js");
const folder = mkdtempSync(join(tmpdir(), "bundled-"));
const load = createRequire(__filename);
type Copy = typeof import("../../src/client/index");

const bundlers: Record<string, (file: string) => Promise<unknown>> = {
  esbuild: (outfile) =>
    build({ entryPoints: [entry], bundle: true, minify: true, platform: "node", format: "cjs", outfile }),
  rolldown: async (file) => {
    const bundle = await rolldown({ input: entry, platform: "node", logLevel: "silent" });
    await bundle.write({ file, format: "cjs", minify: true, codeSplitting: false });
  },
};

const copies: Record<string, Copy> = { "the package": load(entry) as Copy };
let server: TestServer;

beforeAll(async () => {
  for (const [name, bundle] of Object.entries(bundlers)) {
    const file = join(folder, `${name}.cjs`);
    await bundle(file);
    copies[name] = load(file) as Copy;
  }
  server = await startServer(({ path }, response) => {
    const id = path.split("/").at(-1) ?? "";
    if (id === "nobody") json(response, 404, { error: { code: "resource_not_found", message: "No." } });
    else if (id === "page") response.writeHead(404).end("<html>Not here</html>");
    else if (id === "cut") response.destroy();
    else json(response, 403, { error: { code: "access_denied", message: "No." } });
  });
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** What a copy's client rejects with. */
async function thrownBy(copy: Copy, id: string): Promise<unknown> {
  const values: Record<string, string> = { baseUrl: server.url, apiKey: "key-number-1", maxRetrySeconds: "0" };
  const client = copy.createClient(copy.resolveSettings({ config: (name) => values[name], env: {} }));
  return client.serviceUsers.get(id).then(
    () => "nothing",
    (error: unknown) => error,
  );
}

const cases = [
  ["nobody", "NotFoundError", ["isNotFoundError", "isApiError", "isDigiCertOneError"], "resource_not_found"],
  ["somebody", "PermissionError", ["isPermissionError", "isApiError", "isDigiCertOneError"], "access_denied"],
  ["page", "UnexpectedResponseError", ["isUnexpectedResponseError", "isDigiCertOneError"], undefined],
  ["cut", "ConnectionError", ["isConnectionError", "isDigiCertOneError"], undefined],
  ["..", "ConfigurationError", ["isConfigurationError", "isDigiCertOneError"], undefined],
] as const;

describe.each(["the package", "esbuild", "rolldown"])("an error of a copy made by %s", (from) => {
  it.each(cases)("about %s is a %s to itself and to every other copy", async (id, name, guards, code) => {
    const error = await thrownBy(copies[from] as Copy, id);
    expect(error).toMatchObject({ name, ...(code !== undefined && { code }) });
    for (const [to, copy] of Object.entries(copies)) {
      const held = Object.entries(copy).filter(
        ([each, guard]) => /^is[A-Z]\w+Error$/.test(each) && (guard as (error: unknown) => boolean)(error),
      );
      expect(held.map(([guard]) => guard).sort(), `${from} to ${to}`).toEqual([...guards].sort());
    }
  });
});

it("has the twin: the bundled copies are minified, their classes nameless or renamed", async () => {
  expect(Object.keys(copies)).toHaveLength(3);
  for (const name of ["esbuild", "rolldown"]) {
    const error = await thrownBy(copies[name] as Copy, "nobody");
    expect((error as Error).constructor.name).not.toBe("NotFoundError");
    expect(error).not.toBeInstanceOf((copies["the package"] as Copy).NotFoundError);
  }
});
