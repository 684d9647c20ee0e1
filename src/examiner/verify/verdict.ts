/** What a run means for somebody who wants to use this package on this tenant. Pure. */
import { evidence } from "../../contract";
import type { Found } from "../readings";
import { coping } from "../readings/coping";
import { furtherStatements } from "../readings/further";
import { whyNot } from "../readings/observed";
import { CREATIONS } from "../readings/steps";
import type { Verification } from "./verify";

/** How a fact stands. */
export type Result = "as assumed" | "the other reading" | "something else" | "undecided";

/** One fact, for a person. */
export interface Row {
  readonly fact: string;
  readonly result: Result;
  /** What holds, or why it is undecided. */
  readonly what: string;
  /** Of the other reading and of something else. */
  readonly copes?: "yes" | "within limits" | "no" | "not known";
  /** What to do about it. */
  readonly advice?: string;
}

/** The whole of it. */
export interface Verdict {
  readonly rows: readonly Row[];
  readonly decided: number;
  /** One sentence. */
  readonly closing: string;
  readonly outcome: "works" | "found" | "failed";
}

/** Rows and the closing sentence. */
export function verdictOf(verification: Verification): Verdict {
  const facts = verification.facts.map(rowOf);
  const all = [...facts, ...verification.further.map(rowOf)];
  // What needs a look comes last, where a terminal stops.
  const rows = ORDER.flatMap((result) => all.filter((row) => row.result === result));
  return {
    rows,
    decided: facts.filter(({ result }) => result !== "undecided").length,
    ...closingOf(rows, verification),
  };
}

const ORDER: readonly Result[] = ["as assumed", "undecided", "the other reading", "something else"];

function rowOf({ fact, reading }: Found): Row {
  const known = evidence.find(({ id }) => id === fact);
  if (reading === "assumed") return { fact, result: "as assumed", what: known?.statement ?? "" };
  if (reading === "other") {
    const { copes, words } = coping[fact] ?? {};
    const what = known?.variant ?? furtherStatements[fact] ?? "";
    return {
      fact,
      result: "the other reading",
      what,
      copes: copes ?? "yes",
      ...(words !== undefined && { advice: words }),
    };
  }
  if ("undecided" in reading) return { fact, result: "undecided", what: reading.undecided };
  return { fact, result: "something else", what: reading.else, copes: "not known" };
}

function closingOf(
  rows: readonly Row[],
  { left, interrupted, observed }: Verification,
): Pick<Verdict, "closing" | "outcome"> {
  const failed = (closing: string) => ({ closing, outcome: "failed" as const });
  if (left.users.length > 0 || left.unlooked !== undefined)
    return failed("Not everything that this run made is removed.");
  if (interrupted) return failed("The run was interrupted, and everything that it had made is removed.");
  const [first] = observed;
  if (first?.status === undefined && first?.skipped === undefined)
    return failed("Nothing answered, so nothing is known. Run `digicert-one doctor`: it finds out why.");
  const created = observed.find(({ step, status }) => isCreation(step) && status !== undefined && status < 300);
  if (created === undefined) {
    const tried = observed.find(({ step, skipped }) => isCreation(step) && skipped === undefined);
    const why = whyNot(tried ?? observed.find(({ step }) => isCreation(step)), CREATIONS[0]);
    return failed(`No service user could be made, so most is undecided: ${why}.`);
  }
  const bad = rows.filter(({ copes }) => copes === "no" || copes === "not known");
  const limits = rows.filter(({ copes }) => copes === "within limits");
  const names = (some: readonly Row[]): string => some.map(({ fact }) => fact).join(", ");
  if (bad.length > 0)
    return { closing: `This package is not known to work on this tenant, because of ${names(bad)}.`, outcome: "found" };
  if (limits.length > 0)
    return { closing: `This package works on this tenant, within the limits of ${names(limits)}.`, outcome: "works" };
  return { closing: "This package works on this tenant.", outcome: "works" };
}

const isCreation = (step: string): boolean => CREATIONS.some((name) => name === step);
