/** What fails every resource of a run is explained at the first of them. */
import { expect, it } from "vitest";
import { AuthenticationError, ConnectionError, InvalidRequestError } from "../../src/errors";
import { guarded } from "../../src/provider/host/presentation";
import { RunFailures } from "../../src/provider/host/run/failures";

const call = { method: "POST", path: "/account/api/v1/user" };
const refused = () =>
  new AuthenticationError({ message: "Could not create it.", remedy: "Check apiKey.", status: 401, ...call });
const invalid = () =>
  new InvalidRequestError({ message: "Could not create it.", remedy: "Correct it.", status: 400, ...call });
const broke = (mayHaveBeenProcessed: boolean) =>
  new ConnectionError("Could not create it.", { remedy: "Check the network.", mayHaveBeenProcessed });

function run() {
  const failures = new RunFailures();
  const shown = (error: Error): Promise<string> =>
    guarded(
      { doing: "creating the service user", hide: (text) => text, isShown: (each) => failures.isShown(each) },
      () => Promise.reject(error),
    ).then(
      () => "nothing was thrown",
      ({ message }: Error) => message,
    );
  return { failures, shown };
}

const POINTS = "Failed creating the service user, as another resource of this run did: see there.";

it("shows why a key fails all at the first resource, and points there from the others", async () => {
  const { shown } = run();
  expect(await shown(refused())).toBe("Could not create it. Check apiKey.");
  expect(await shown(refused())).toBe(POINTS);
  expect(await shown(broke(false))).toBe("Could not create it. Check the network.");
  expect(await shown(broke(false))).toBe(POINTS);
});

it("shows each time what is about one resource, and what may have been done", async () => {
  const { shown } = run();
  for (const error of [invalid, invalid, () => broke(true), () => broke(true)]) {
    expect(await shown(error())).toMatch(/^Could not create it\. /);
  }
});

it("begins anew with the next run of a process", async () => {
  const { failures, shown } = run();
  const [users, keys] = [{}, {}];
  failures.begin(users);
  expect(await shown(refused())).not.toBe(POINTS);
  failures.begin(keys); // another kind of the same run
  expect(await shown(refused())).toBe(POINTS);
  failures.begin(users);
  expect(await shown(refused())).not.toBe(POINTS);
});
