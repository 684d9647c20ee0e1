import { call, newUser } from "../harness";
import { END, type Probe, post, postKey, probe, takenAnswers, userId } from "./probe";

/** Names, dates and what is deleted. */
export const nameProbes: Record<string, Probe> = {
  "end-date-format": probe(async (e) => (await post(e, END)).object.end_date, "2027-12-31", "2027-12-31T23:59:59Z"),
  "name-length": probe(async (e) => (await post(e, { friendly_name: "a".repeat(65) })).status, 201, 400),
  "name-scope": probe(
    async (e) => {
      await postKey(e, await userId(e));
      return (await postKey(e, await userId(e, { friendly_name: "other" }))).status;
    },
    201,
    409,
  ),
  "name-case": probe(
    async (e) => {
      await post(e);
      return (await post(e, { friendly_name: "CI" })).status;
    },
    409,
    201,
  ),
  "deleted-not-found": probe(
    async (e) => {
      const { id } = (await post(e)).object;
      await call(e, "DELETE", `/user/${id}`);
      const { status, object } = await call(e, "GET", `/user/${id}`);
      const listed = (await call(e, "GET", "/user")).list.some((user) => user.id === id);
      const again = [await call(e, "PUT", `/user/${id}`, { body: newUser(e) }), await call(e, "DELETE", `/user/${id}`)];
      const named = (await post(e)).status;
      return [status, object.status, listed, ...again.map((reply) => reply.status), named];
    },
    [404, undefined, false, 404, 404, 201],
    [200, "DELETED", true, 404, 404, 409],
  ),
  "name-released": probe(
    async (e) => {
      await call(e, "DELETE", `/user/${await userId(e)}`);
      return (await post(e)).status;
    },
    201,
    409,
  ),
  "duplicate-status": probe(
    async (e) => {
      await post(e);
      const reply = await post(e);
      return [reply.status, reply.codes];
    },
    [409, ["duplicate_error"]],
    [400, ["duplicate_error"]],
  ),
  "duplicate-code": probe(
    takenAnswers,
    [409, "duplicate_error", "Nickname ci already exists. Enter a different nickname."],
    [400, "invalid_input", "ci already exists"],
  ),
  "duplicate-words": probe(
    takenAnswers,
    [409, "duplicate_error", "Nickname ci already exists. Enter a different nickname."],
    [400, "invalid_request", "The request could not be processed."],
  ),
};
