import { expect, it } from "vitest";
import { cellsOf, isInSlice, kinds, operations, statuses, testTable } from "./table";

testTable(isInSlice);

it("has a row for each kind of operation, status and form, and a slice that meets each", () => {
  const all = operations.flatMap(cellsOf);
  const slice = all.filter(isInSlice);
  expect(Object.keys(kinds)).toEqual(["read", "update", "delete", "create", "fence", "look-up", "pool", "sweep"]);
  expect([operations.length, all.length, slice.length]).toEqual([59, 4622, 689]);
  for (const operation of operations) {
    const of = slice.filter((cell) => cell.operation === operation);
    for (const status of statuses) {
      const speakers = of.filter((cell) => cell.status === status && cell.form).map(({ form }) => form?.isOfApi);
      expect(new Set(speakers), `${operation.name}, ${status}`).toEqual(new Set([true, false]));
    }
    expect(of.filter(({ form }) => form === undefined)).toHaveLength(1);
    expect(of.filter(({ isDone }) => isDone)).toHaveLength(operation.writes ? 1 : 0);
  }
});
