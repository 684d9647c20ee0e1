/** Every cell, and the tests of some. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOfStatus, type Form, forms } from "../support/answers";
import { type Cell, lived } from "./lived";
import { ofKeys } from "./of-keys";
import { ofOthers } from "./of-others";
import { ofUsers } from "./of-users";
import type { Operation } from "./operation";
import { expected, type Outcome, type Speaker, type Truth } from "./oracle";
import { type Stage, startTenant, type Tenant } from "./stage";

export const kinds: Readonly<Record<string, readonly Operation[]>> = {
  read: [...ofUsers.read, ...ofKeys.read],
  update: [...ofUsers.update, ...ofKeys.update],
  delete: [...ofUsers.delete, ...ofKeys.delete],
  create: [...ofUsers.create, ...ofKeys.create],
  fence: [...ofUsers.fence, ...ofKeys.fence],
  ...ofOthers,
};

export const statuses: readonly number[] = Object.keys(codeOfStatus).map(Number);
export const columns: readonly (Form | undefined)[] = [...forms, undefined];

const fields = [
  "result",
  "effect",
  "lost",
  "forgotten",
  "keysLeft",
  "namesRole",
  "saysHow",
] as const satisfies (keyof Outcome)[];

function speakerOf({ form, isDone }: Cell): Speaker {
  if (form === undefined) return "proxy";
  return form.isOfApi ? "API" : isDone ? "other, once it was done" : "other";
}

/** The cells of an operation. */
export function cellsOf(operation: Operation): Cell[] {
  return statuses.flatMap((status) =>
    columns.flatMap((form) => {
      const truths: readonly Truth[] = status === 404 && form?.isOfApi ? operation.truths : ["there"];
      const cells: Cell[] = truths.map((truth) => ({ operation, status, form, truth }));
      const isOther = form !== undefined && !form.isOfApi;
      return isOther && operation.writes
        ? [...cells, { operation, status, form, truth: "there", isDone: true }]
        : cells;
    }),
  );
}

export const operations: readonly Operation[] = Object.values(kinds).flat();

/**
 * A slice that meets, for each operation and status, one form of the API and one of somebody else's, in turn; and for each
 * operation a proxy, and an answer of somebody else's to a call that was carried out.
 */
export function isInSlice({ operation, status, form, isDone }: Cell): boolean {
  const n = operations.indexOf(operation) + statuses.indexOf(status);
  const turn = (all: readonly unknown[]) => all[n % all.length];
  const isTurn = turn(statuses) === 400;
  if (form === undefined) return isTurn;
  const others = forms.filter(({ isOfApi }) => !isOfApi);
  if (isDone) return isTurn && turn(others) === form;
  return turn(form.isOfApi ? forms.filter(({ isOfApi }) => isOfApi) : others) === form;
}

/** Where a cell differs from the oracle. */
async function differences(cell: Cell, stage: Stage): Promise<string[]> {
  const { status, form, truth, operation } = cell;
  const outcome = await lived(cell, stage);
  const wanted = expected(speakerOf(cell), status, truth, operation.facts);
  const differs = fields.filter((field) => outcome[field] !== wanted[field]);
  if (differs.length === 0) return [];
  const told = differs.map((field) => `${field} is ${outcome[field]}, not ${wanted[field]}`).join("; ");
  return [`${status} with ${form?.name ?? "a proxy"}, ${truth}${cell.isDone ? ", done" : ""}: ${told}`];
}

/** Tests those cells of each operation that are chosen, in one test each. */
export function testTable(chosen: (cell: Cell) => boolean): void {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await startTenant();
  });
  afterAll(() => tenant.close());

  describe.each(Object.entries(kinds))("%s", (_kind, operations) => {
    it.each(operations.map((operation) => ({ name: operation.name, cells: cellsOf(operation).filter(chosen) })))(
      "$name",
      async ({ cells }) => {
        const wrong: string[] = [];
        for (const cell of cells) wrong.push(...(await differences(cell, await tenant.begin())));
        expect(wrong).toEqual([]);
      },
    );
  });
}
