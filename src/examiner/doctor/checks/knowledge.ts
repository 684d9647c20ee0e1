/** Which readings of open facts hold here, as far as reading shows, and what only writing can show. */
import type { Reply } from "../../asking";
import { dayOf } from "../../asking";
import { decideAll, findingOf, type Finding as Reading } from "../../readings";
import { type Asked, incidentOf, nameOf, type Observed, observe } from "../../readings/observed";
import { ownReads, reads } from "../../readings/steps";
import { type Check, type Finding, ok, undecided, warn } from "../check";
import type { DoctorContext } from "../context";
import { me, ownKeys } from "./own";
import { ACCOUNTS, auditLog, ROLES, ROLES_OF_APPLICATION, USERS } from "./reads";

export const knowledgeChecks: readonly Check<DoctorContext>[] = [
  {
    id: "readings",
    title: "Readings",
    needs: ["key"],
    run: async (context) => readingsFinding(known(await observations(context))),
  },
  {
    id: "writing",
    title: "What writing shows",
    needs: ["key"],
    run: async (context) => writingFinding(known(await observations(context))),
  },
];

/** An id that nobody has: its 404 shows how the API refuses. */
const NOBODY = "/user/00000000-0000-4000-8000-000000000000";

/** What every read showed, without values: the same requests as those of `verify`, under the same names. */
export async function observations(context: DoctorContext): Promise<Observed[]> {
  const { read } = context;
  const replies: readonly (readonly [Asked, Reply | undefined])[] = [
    [reads.me, await me(context)],
    [reads.users, await read("list the users", USERS)],
    [ownReads.keys, await ownKeys(context)],
    [reads.accounts, await read("list the accounts", ACCOUNTS)],
    [reads.roles, await read("list the roles", ROLES)],
    [reads.managerRoles, await read("list the roles of Account Manager", ROLES_OF_APPLICATION)],
    [ownReads.auditLog, await auditLog(context)],
    [reads.missing, await read("read a user that nobody is", NOBODY)],
  ];
  const observed = replies.map(([asked, reply]) =>
    reply === undefined
      ? { ...nameOf(asked), skipped: "our own user cannot be read" }
      : observe(asked, reply, dayOf(reply)),
  );
  const incidents = replies.flatMap(([, reply]) => (reply && incidentOf(reply, dayOf(reply))) ?? []);
  return [...observed, ...incidents];
}

const known = (observed: readonly Observed[]): Reading[] =>
  decideAll(observed, "only writing shows it").facts.map(findingOf);

function readingsFinding(all: readonly Reading[]): Finding {
  const of = (reading: Reading["reading"]) => all.filter((each) => each.reading === reading);
  const [assumed, other, strange] = [of("assumed"), of("other"), of("else")];
  const decided = assumed.length + other.length + strange.length;
  const found =
    `${decided} of ${all.length} open facts decided: ${assumed.length} as assumed, ${other.length} the other reading, ` +
    `${strange.length} something else`;
  const details = [
    ...other.map(({ fact }) => `${fact}: the other reading, which this package copes with`),
    ...strange.map(({ fact, what }) => `${fact}: something else. ${what}`),
  ];
  const data = { readings: all };
  return strange.length === 0
    ? { ...ok(found, details), data }
    : { ...warn(found, "Report these lines: they hold forms only, no values.", details), data };
}

function writingFinding(all: readonly Reading[]): Finding {
  const open = all.filter(({ reading }) => reading === "undecided");
  const details = [
    "Among them: whether a service user may hold a second key, which every rotation needs (single-key).",
  ];
  return undecided(
    `${open.length} facts cannot be read`,
    "Run `digicert-one verify`: it tries them on a user of its own.",
    details,
  );
}
