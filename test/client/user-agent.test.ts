/** Who calls: package, version and Node, and the stack where it is known, in what a header can hold. */
import { validateHeaderValue } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { userAgent } from "../../src/client/user-agent";
import { holds } from "../support/property";
import { clientOf } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

describe("a User-Agent", () => {
  it.each<[string, string | undefined, string]>([
    ["names the stack", "acme/payments/prod", "pulumi-digicert-one/1.2.3 (acme/payments/prod) node/24.0.0"],
    ["without a stack", undefined, "pulumi-digicert-one/1.2.3 node/24.0.0"],
    ["with half a stack", "payments/prod", "pulumi-digicert-one/1.2.3 node/24.0.0"],
    ["with a stack that has an empty part", "acme//prod", "pulumi-digicert-one/1.2.3 node/24.0.0"],
    [
      "with what no comment holds",
      "a c/p(1)/dév\r\nx: y",
      "pulumi-digicert-one/1.2.3 (a_c/p_1_/d_v__x__y) node/24.0.0",
    ],
  ])("%s", (_what, stack, text) => expect(userAgent("1.2.3", "24.0.0", stack)).toBe(text));

  it("of a package without a version names none", () => {
    expect(userAgent(undefined, "24.0.0", undefined)).toBe("pulumi-digicert-one/0 node/24.0.0");
  });

  it("is a header, whatever the stack is called, and not endless", () => {
    const part = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
    holds(
      fc.property(part, part, part, (organization, project, stack) => {
        const text = userAgent("1.2.3", "24.0.0", [organization, project, stack].join("/"));
        expect(text).toMatch(/^pulumi-digicert-one\/1\.2\.3( \([\w.~/-]+\))? node\/24\.0\.0$/);
        expect(text.length).toBeLessThan(360);
        validateHeaderValue("user-agent", text);
      }),
    );
  });
});

it("each request says who calls by then", async () => {
  const server = await serve((_request, response) => json(response, 200, { id: "1" }));
  let stack: string | undefined;
  const client = clientOf(server.url, {}, { stack: () => stack });
  await client.serviceUsers.get("1");
  stack = "acme/payments/prod";
  await client.serviceUsers.get("1");
  const agents = server.seen.map(({ headers }) => headers["user-agent"]);
  expect(agents).toEqual([
    expect.stringMatching(/^pulumi-digicert-one\/\d+\.\d+\.\d+ node\/\d+\.\d+\.\d+$/),
    expect.stringMatching(/^pulumi-digicert-one\/\d+\.\d+\.\d+ \(acme\/payments\/prod\) node\/\d+\.\d+\.\d+$/),
  ]);
});
