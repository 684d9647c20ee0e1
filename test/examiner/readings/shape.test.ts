import { expect, it } from "vitest";
import { shapeOf } from "../../../src/examiner/readings/shape";

const shown = (value: unknown, status = 200) => shapeOf(value, { status, today: "2026-12-01" });

it("shows the API's fields, in objects and lists of any envelope, and what kind of value stands in each", () => {
  const user = {
    id: "0b0e7a9c-2f51-4c8e-9c43-1f6c1c9b0a11",
    status: "ACTIVE",
    end_date: "2026-12-31",
    roles: [{ name: "x" }],
  };
  const shape = { end_date: "9999-99-99 today+30", id: "uuid", roles: [{ name: "text" }], status: "ACTIVE" };
  expect(shown(user)).toEqual(shape);
  expect(shown({ data: [user] })).toEqual({ data: [shape] });
  expect(shown({ error: { code: "not_found", message: "x" } }, 404)).toEqual({
    error: { code: "not_found", message: "text" },
  });
});

it.each([
  ["attributes that a tenant names", { attributes: { CanaryTeam: "x" } }, { attributes: { "(another name)": "text" } }],
  [
    "and what is below them",
    { attributes: { a: { Canary: 1 } } },
    { attributes: { "(another name)": { "(another name)": "number" } } },
  ],
  ["of each object of a list", [{ tags: { canary: true } }], [{ tags: { "(another name)": true } }]],
  ["addresses as names", { "canary@example.com": { role: "x" } }, { "(another name)": { "(another name)": "text" } }],
])("hides names that may be data: %s", (_title, value, shape) => {
  expect(JSON.stringify(value)).toMatch(/canary/i);
  expect(shown(value)).toEqual(shape);
});
