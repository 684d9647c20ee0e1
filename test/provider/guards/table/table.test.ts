/** The guards' table: every answer to a guard's question, for all that it guards, in every operation, against the oracle. */
import { afterAll, describe, expect, it } from "vitest";
import { ownKeyWays } from "./key-ways";
import { answers, type Cell, expected, fields, nonsense, operations } from "./oracle";
import { ownUserWays } from "./own-ways";
import { answer, type Stage, startStage, type Way } from "./stage";
import { userWays } from "./user-ways";

const cells: readonly Cell[] = fields.flatMap((field) =>
  operations.flatMap((operation) => answers.map((each) => ({ field, operation, answer: each }))),
);

function waysOf(cell: Cell): readonly Way[] {
  if (cell.field === "own user") return ownUserWays[cell.operation];
  return cell.field === "own key" ? ownKeyWays[cell.operation] : userWays(cell);
}

const rows = cells.flatMap((cell) => waysOf(cell).map((way) => ({ ...cell, way: way.name, cell, of: way })));
const outcomes = new Map<string, number>();

/** Users and keys as they are. A guard of a key holds up nothing but what would become of keys. */
const everything = async (stage: Stage, { field }: Cell): Promise<unknown> => {
  const { users, tokens } = await stage.emulator.state();
  return field === "own key" ? { tokens } : { users, tokens };
};

describe.concurrent("a guard", () => {
  it.each(rows)("of the $field, answered $answer: $operation, $way", async ({ cell, of: way }) => {
    const stage = await startStage();
    try {
      const { userId, run, isDone } = await way.play(stage, cell);
      await answer(stage, cell, userId);
      const before = await everything(stage, cell);
      const failure = await run().then(
        () => undefined,
        (error: unknown) => error,
      );
      const outcome = expected(cell, way);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === "done") {
        expect(failure).toBeUndefined();
        expect(await isDone()).toBe(true);
        return;
      }
      if (outcome === "gone") expect(failure).toBeUndefined();
      else expect((failure as Error | undefined)?.message).toMatch(reason(cell));
      expect(await everything(stage, cell)).toEqual(before);
    } finally {
      await stage.close();
    }
  });

  it("has a way for every cell, but for those that make no sense", () => {
    const empty = cells.filter((cell) => waysOf(cell).length === 0);
    expect(cells).toHaveLength(9 * 7 * 5);
    expect(empty.map(nonsense).filter((why) => why !== undefined)).toHaveLength(9);
    expect(empty).toHaveLength(9);
  });

  afterAll(() => console.info(`${rows.length} rows:`, Object.fromEntries(outcomes)));
});

/** What a refusal says. */
function reason({ field, answer: how, operation }: Cell): RegExp {
  if (how === "time-out") return /did not answer within/;
  if (field === "own user" || field === "own key") {
    return how === "equal" || (how === "not shown" && field === "own key")
      ? /this provider itself runs/
      : /could not be asked, so it was left as it is/;
  }
  return operation === "adopt" && !/\d|time-out|foreign/.test(how) ? /adoptChanges|this API key cannot see/ : /./;
}
