/** Which readings of open facts hold here, as far as reading shows, and what only writing can show. */
import type { Reply } from "../../asking";
import { type Reading, readings } from "../../readings";
import type { Responses } from "../../readings/observed";
import { type Check, type Finding, ok, undecided, warn } from "../check";
import type { DoctorContext } from "../context";
import { me, ownKeys } from "./own";
import { ACCOUNTS, auditLog, ROLES, ROLES_OF_APPLICATION, USERS } from "./reads";

export const knowledgeChecks: readonly Check<DoctorContext>[] = [
  { id: "readings", title: "Readings", needs: ["key"], run: async (context) => readingsFinding(await known(context)) },
  {
    id: "writing",
    title: "What writing shows",
    needs: ["key"],
    run: async (context) => writingFinding(await known(context)),
  },
];

/** An id that nobody has: its 404 shows how the API refuses. */
const NOBODY = "/user/00000000-0000-4000-8000-000000000000";

async function known(context: DoctorContext): Promise<Reading[]> {
  const { read } = context;
  const keys = await ownKeys(context);
  const responses: Responses = {
    me: await me(context),
    users: spoken(await read("list the users", USERS)),
    ...(keys !== undefined && { keys: spoken(keys) }),
    accounts: spoken(await read("list the accounts", ACCOUNTS)),
    roles: spoken(await read("list the roles", ROLES)),
    rolesOfApplication: spoken(await read("list the roles of Account Manager", ROLES_OF_APPLICATION)),
    auditLog: spoken(await auditLog(context)),
    nobody: spoken(await read("read a user that nobody is", NOBODY)),
  };
  return readings(responses);
}

/** What does not speak for the API shows nothing of it. */
const spoken = ({ isOfApi, status, json }: Reply): { status?: number; json: unknown } =>
  isOfApi && status !== undefined ? { status, json } : { json: undefined };

function readingsFinding(all: readonly Reading[]): Finding {
  const of = (reading: Reading["reading"]) => all.filter((each) => each.reading === reading);
  const [assumed, other, strange] = [of("as-assumed"), of("other"), of("something-else")];
  const decided = assumed.length + other.length + strange.length;
  const found =
    `${decided} of ${all.length} open facts decided: ${assumed.length} as assumed, ${other.length} the other reading, ` +
    `${strange.length} something else`;
  const details = [
    ...other.map(({ id }) => `${id}: the other reading, which this package copes with`),
    ...strange.map(({ id, note }) => `${id}: something else, ${note}`),
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
