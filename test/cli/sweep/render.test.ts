import { describe, expect, it } from "vitest";
import { printable, renderOutcomes, renderTable, type Swept } from "../../../src/cli/sweep/render";

const row: Swept = { kind: "key", id: "k1", name: "ci\u001b[2J\nrm", why: "has a generated name", outcome: "deleted" };

describe("the list of what is left over", () => {
  it("shows control characters of names instead of sending them to the terminal", () => {
    for (const text of [renderTable([row]), renderOutcomes([row])]) {
      expect(text).toContain("ci?[2J?rm");
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }
    expect(printable("\u0007\u009b31m\t")).toBe("??31m?");
    expect(printable("größe, 日本")).toBe("größe, 日本");
  });
});
