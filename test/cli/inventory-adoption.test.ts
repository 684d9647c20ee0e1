/** `inventory --program` brings in what people made by hand, and changes nothing of it. */
import { afterEach, expect, it } from "vitest";
import { bringIn, failedUp } from "./bring-in";
import { type History, inventory, makeHistory } from "./inventory-fixture";
import { asPersonChecks } from "./person";

let history: History;
afterEach(() => history.emulator.close());

it.each([
  ["assignments as objects", []],
  ["assignments as ids", ["assignments-are-objects"]],
])(
  "adopts twelve users of a tenant that shows %s, and a second preview shows no change",
  async (_reading, variants) => {
    history = await makeHistory(12, { variants });
    expect(history.ends.size).toBe(12);
    const program = await bringIn(history, (printed) => printed, "in-process");
    expect(program).not.toContain("adoptChanges");
    expect(program).not.toContain("not shown");
  },
);

it("adopts twelve users of a tenant that shows what is documented, once a person has checked them", async () => {
  history = await makeHistory(12, { variants: ["user-as-documented"] }, false);
  const { out } = await inventory(history.emulator, ["--program"]);
  const { output, writes } = await failedUp(history.emulator, out);
  expect(output).toContain("adoptChanges");
  expect(writes).toEqual([]);
  await bringIn(history, (printed) => asPersonChecks(printed, history), "in-process");
});
