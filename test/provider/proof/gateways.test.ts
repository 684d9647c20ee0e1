import { expect, it } from "vitest";
import { rows, testGateways } from "./gateways";

const isChosen = (_row: unknown, n: number): boolean => n % 5 === 0;

testGateways(isChosen);

it("is a slice with every answer, every spell and every run", () => {
  const slice = rows.filter(isChosen);
  expect([rows.length, slice.length]).toEqual([48, 10]);
  for (const key of ["who", "what", "run"] as const) {
    expect(new Set(slice.map((row) => row[key]))).toEqual(new Set(rows.map((row) => row[key])));
  }
});
