/** Which key is deleted after the creation of a key got no answer: the one that is certainly ours, and no other. */
import { describe, expect, it } from "vitest";
import { clientOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const HOUR_MS = 3_600_000;

interface World {
  /** How far the server's clock is ahead of ours. */
  readonly aheadMs?: number;
  /** The age of the key that is found, by the server's clock; undefined where the server does not say. */
  readonly ageMs?: number | undefined;
  readonly date?: false;
  /** What is found under the name that was sent. */
  readonly found?: (sent: string) => string;
  readonly drawn?: false;
}

/** A creation whose first answer is lost, after which a key is found. */
async function lived({ aheadMs = 0, date, found = (sent) => sent, drawn, ...world }: World) {
  const clock = virtualClock();
  const serverNow = (): number => clock.now() + aheadMs;
  const ageMs = "ageMs" in world ? world.ageMs : 0;
  let sent: string | undefined;
  let deleted = 0;
  const server = await serve(({ method, body }, response) => {
    response.sendDate = false;
    if (date !== false) response.setHeader("date", new Date(serverNow()).toUTCString());
    if (method === "DELETE") {
      deleted += 1;
      response.writeHead(204).end();
    } else if (method === "POST" && sent === undefined) {
      sent = (body as { name: string }).name;
      response.destroy();
    } else if (method === "POST") {
      json(response, 201, { id: "k2", name: (body as { name: string }).name, token: "value-of-the-second-key" });
    } else if (sent === undefined) json(response, 200, []);
    else {
      const createdAt = ageMs === undefined ? {} : { created_at: new Date(serverNow() - ageMs).toISOString() };
      json(response, 200, [{ id: "k1", name: found(sent), ...createdAt }]);
    }
  });
  const said: string[] = [];
  const deps = { ...clock, random: () => 0.5, onNotice: (text: string) => void said.push(text) };
  let draws = 0;
  const drawName = (): string => `ci-drawn-${++draws}`;
  const key = await clientOf(server.url, { rateLimits: "off" }, deps).apiKeys.create(
    { userId: "u1", name: drawn === false ? "ci" : drawName() },
    drawn === false ? {} : { drawName },
  );
  const posted = server.seen
    .filter(({ method }) => method === "POST")
    .map(({ body }) => (body as { name: string }).name);
  return { key, deleted, said, posted };
}

describe("a key that is certainly the lost one is deleted, and another is made under a fresh name", () => {
  it.each<[string, World]>([
    ["made by the lost attempt", {}],
    ["though this machine's clock is an hour behind", { aheadMs: HOUR_MS }],
    ["though this machine's clock is an hour ahead", { aheadMs: -HOUR_MS }],
  ])("%s", async (_what, world) => {
    expect(await lived(world)).toMatchObject({
      key: { id: "k2", value: "value-of-the-second-key" },
      deleted: 1,
      said: [],
      posted: ["ci-drawn-1", "ci-drawn-2"],
    });
  });
});

describe("a key that may be another's is left alone, a fresh name is drawn, and a notice names it", () => {
  it.each<[string, World]>([
    ["where the server sends no Date", { date: false }],
    ["where it has no creation time", { ageMs: undefined }],
    ["where it is older than the attempt", { ageMs: HOUR_MS }],
    ["where only our clock, an hour behind, would call it new", { aheadMs: HOUR_MS, ageMs: HOUR_MS / 2 }],
    ["where its name differs in case", { found: (sent) => sent.toUpperCase() }],
  ])("%s", async (_what, world) => {
    const { key, deleted, said, posted } = await lived(world);
    expect([key.id, deleted, posted]).toEqual(["k2", 0, ["ci-drawn-1", "ci-drawn-2"]]);
    expect(said).toEqual([
      expect.stringMatching(/The key k1 may be the one that it made, .* is left alone.* Delete it if/),
    ]);
  });

  it("where its name was not drawn at random", async () => {
    const { key, deleted, said, posted } = await lived({ drawn: false });
    expect([key.id, deleted]).toEqual(["k2", 0]);
    expect(posted).toEqual(["ci", expect.stringMatching(/^ci-[0-9a-f]{8}$/)]);
    expect(said).toEqual([expect.stringContaining("The key k1 may be the one that it made")]);
  });
});

describe("a key that only resembles the lost one", () => {
  it.each<[string, (sent: string) => string]>([
    ["of the same prefix and end, another part drawn", (sent) => sent.replace(/.$/, "x")],
    ["of the prefix alone", (sent) => sent.replace(/-\d+$/, "")],
  ])("is left alone without a word, and the same name is sent again: %s", async (_what, found) => {
    const { key, deleted, said, posted } = await lived({ found });
    expect({ id: key.id, deleted, said, posted }).toEqual({
      id: "k2",
      deleted: 0,
      said: [],
      posted: ["ci-drawn-1", "ci-drawn-1"],
    });
  });
});
