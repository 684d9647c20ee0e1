/** Which readings of open facts hold here, as far as reading shows, and what only writing can show. */
import { decideAll, findingOf, type Finding as Reading } from "../../readings";
import { type Check, type Finding, ok, undecided, warn } from "../check";
import type { DoctorContext } from "../context";
import { observedIn, readAll } from "./reads-made";

export const knowledgeChecks: readonly Check<DoctorContext>[] = [
  {
    id: "readings",
    title: "Readings",
    needs: ["key"],
    run: async (context) => readingsFinding(await known(context)),
  },
  {
    id: "writing",
    title: "What writing shows",
    needs: ["key"],
    run: async (context) => writingFinding(await known(context)),
  },
];

async function known(context: DoctorContext): Promise<Reading[]> {
  await readAll(context);
  return decideAll(observedIn(context), "only writing shows it").facts.map(findingOf);
}

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
