import { call, makeKey, makeUser, opens, roleId } from "../harness";
import { END, has, type Probe, post, postKey, probe, put, putKey, userId } from "./probe";

/** API keys. */
export const keyProbes: Record<string, Probe> = {
  "create-token-body": probe(async (e) => (await postKey(e, await userId(e))).status, 201, 200),
  "create-token-value-field": probe(
    async (e) => has(await postKey(e, await userId(e)), "token", "api_key"),
    ["token"],
    ["api_key"],
  ),
  "token-metadata": probe(
    async (e) => has(await postKey(e, await userId(e)), "user_id", "status"),
    ["user_id", "status"],
    ["status"],
  ),
  "token-without-enabled": probe(
    async (e) => {
      const made = await postKey(e, await userId(e));
      return [
        has(made, "enabled", "status"),
        (await call(e, "GET", `/api-access-token/${made.object.id}`)).object.enabled,
      ];
    },
    [["status"], undefined],
    [["enabled", "status"], true],
  ),
  "reads-hold-no-value": probe(
    async (e) => {
      const { id } = await makeKey(e, await userId(e), "release");
      return (await call(e, "GET", `/api-access-token/${id}`)).object.token;
    },
    undefined,
    "emu_********",
  ),
  "put-token-replaces": probe(
    async (e) => (await putKey(e, (await makeKey(e, await userId(e), "release", "2027-12-31")).id)).object.end_date,
    undefined,
    "2027-12-31",
  ),
  "delete-token-answer": probe(
    async (e) => {
      const reply = await call(e, "DELETE", `/api-access-token/${(await makeKey(e, await userId(e), "release")).id}`);
      return [reply.status, reply.object.name];
    },
    [204, undefined],
    [200, "release"],
  ),
  "put-token-answer": probe(
    async (e) => (await putKey(e, (await makeKey(e, await userId(e), "release")).id)).status,
    200,
    204,
  ),
  "token-end-date-fixed": probe(
    async (e) => {
      const { id } = await makeKey(e, await userId(e), "release", "2027-06-30");
      return (await putKey(e, id, END)).status;
    },
    200,
    400,
  ),
  "token-within-user-life": probe(
    async (e) => (await postKey(e, await userId(e, END), { end_date: "2028-01-01" })).status,
    400,
    201,
  ),
  "past-end-date-refused": probe(
    async (e) => (await postKey(e, await userId(e), { end_date: "2027-01-09" })).status,
    400,
    201,
  ),
  "asked-life-granted": probe(
    async (e) => (await postKey(e, await userId(e), END)).object.end_date,
    "2027-12-31",
    "2027-02-09",
  ),
  "token-id-is-value": probe(
    async (e) => {
      const { object } = await post(e);
      const { token_id } = object;
      return "api_access_token" in object ? "an object" : (await opens(e, String(token_id))) && "opens";
    },
    "an object",
    "opens",
  ),
  "masked-first-key": probe(async (e) => JSON.stringify((await post(e)).object).includes("****"), false, true),
  "grants-less": probe(
    async (e) => (await postKey(e, await userId(e), END)).object.end_date,
    "2027-12-31",
    "2027-02-09",
  ),
  "own-tokens": probe(
    async (e) => {
      const { id, key } = await makeUser(e, { roles: [await roleId(e, "Auditor")] });
      return (await call(e, "GET", `/api-access-token?user_id=${id}`, { key })).status;
    },
    200,
    403,
  ),
  "single-key": probe(async (e) => (await postKey(e, await userId(e))).status, 201, 403),
  "put-merge": probe(
    async (e) => {
      const id = await userId(e);
      const key = await makeKey(e, id, "release", "2027-12-31");
      const user = await put(e, id, { description: undefined });
      return [user.object.description, (await putKey(e, key.id)).object.end_date];
    },
    ["", undefined],
    ["Signs releases", "2027-12-31"],
  ),
};
