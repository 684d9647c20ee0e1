import { expect, it } from "vitest";
import { partsOfUrn } from "../../src/fields/urn";

it("takes a URN apart", () => {
  expect(partsOfUrn("urn:pulumi:dev::shop::my:Team$digicert-one:index:ServiceUser::ci::x")).toEqual({
    stack: "dev",
    project: "shop",
    types: "my:Team$digicert-one:index:ServiceUser",
    type: "digicert-one:index:ServiceUser",
    name: "ci::x",
  });
});
