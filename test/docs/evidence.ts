/** What the pages say of each fact about the API, and how sure it is. */
import { type Evidence, evidence, factNumbers } from "../../src/contract";
import { furtherVariants } from "../../src/emulator";
import { code, table } from "./sections";

/** The parts by their names. */
export const evidenceParts = (): Record<string, string> => ({
  assumptions: assumptions(),
  facts: facts(),
  "every-fact": everyFact(),
  "further-variants": beside(),
});

const byNumber = (one: Evidence, other: Evidence) => first(one) - first(other);
const first = ({ facts: numbers }: Evidence) => factNumbers.indexOf(numbers[0] ?? "");

/** What is open: supported and assumed facts, each with its other reading. */

function assumptions(): string {
  const rows = evidence
    .filter(({ mark }) => mark !== "documented")
    .sort(byNumber)
    .map((fact) => [fact.facts.join(" "), code(fact.id), fact.mark, fact.statement, fact.variant ?? ""]);
  return table(["facts", "id", "mark", "what we take it to be", "the other reading"], rows);
}

/** Each number of the list of facts, with the ids that rest on it. */
function facts(): string {
  const rows = factNumbers.map((number) => [
    number,
    evidence
      .filter(({ facts: numbers }) => numbers.includes(number))
      .map(({ id, mark }) => (mark === "documented" ? code(id) : `${code(id)} (${mark})`))
      .join(", "),
  ]);
  return table(["fact", "ids"], rows);
}

/** The variants that are not the other reading of one fact. */
function beside(): string {
  const lines = Object.entries(furtherVariants).map(([name, { statement, implies }]) => {
    const speaks = implies.length === 0 ? "" : ` (Speaks the other reading of ${implies.map(code).join(" and ")}.)`;
    return `- ${code(name)}: ${statement}${speaks}`;
  });
  return lines.join("\n");
}

function everyFact(): string {
  const rows = [...evidence]
    .sort(byNumber)
    .map((fact) => [fact.facts.join(" "), code(fact.id), fact.mark, fact.statement, fact.source ?? fact.variant ?? ""]);
  return table(["facts", "id", "mark", "what the emulator does", "source, or the other reading"], rows);
}
