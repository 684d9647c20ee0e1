import { describe, expect, it } from "vitest";
import { partsOfUrn } from "../../src/fields/urn";
import { ownershipOf } from "../../src/native/ownership";
import { ownerHash } from "../../src/ownership";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const at = (types: string, name: string) =>
  partsOfUrn(`urn:pulumi:dev::shop::${types}digicert-one:index:ServiceUser::${name}`);
const user = at("", "ci");
const place = "pulumi-nodejs:dynamic/digicert-one:ServiceUser::ci";

describe("a user that is new", () => {
  it("has an owner from its URN, and the hash that the other host would make of the same identity", () => {
    expect(ownershipOf(user, {}, "provider-id")).toEqual({
      owner: "organization/shop/dev/ci",
      ownerHash: ownerHash("provider-id", place),
      __place: place,
    });
  });

  it("has another hash under another parent", () => {
    const hashes = [user, at("my:Team$", "ci"), at("my:Group$", "ci")].map(
      (parts) => ownershipOf(parts, {}, "provider-id").ownerHash,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it("has a hash that is unknown in the preview that makes the provider, and none where the engine tells no id", () => {
    expect(ownershipOf(user, {}, UNKNOWN).ownerHash).toBe(UNKNOWN);
    expect(ownershipOf(user, {}, undefined).ownerHash).toBe("");
  });

  it("has an owner without what a mark is made of", () => {
    expect(ownershipOf(at("", "a (b) #c"), {}, "id").owner).toBe("organization/shop/dev/a__b___c");
  });
});

describe("a user that has moved from the other host", () => {
  const olds = { owner: "acme/shop/dev/ci", ownerHash: "0123456789ab" };

  it("keeps its owner and its hash", () => {
    expect(ownershipOf(user, olds, "provider-id")).toMatchObject(olds);
  });

  it("keeps an owner that names its parent too", () => {
    const inside = { owner: "acme/shop/dev/team/ci", ownerHash: "0123456789ab" };
    expect(ownershipOf(at("my:Team$", "ci"), inside, "provider-id")).toMatchObject(inside);
  });

  // Another user may be declared where this one was: with one hash, each would take the other back.
  it("gets another hash with another place in its stack", () => {
    const moved = ownershipOf(at("my:Team$", "ci"), { ...olds, __place: place }, "provider-id");
    expect(moved.ownerHash).toBe(ownershipOf(at("my:Team$", "ci"), {}, "provider-id").ownerHash);
  });

  it("takes no owner of another stack or another name, as a refresh may have seen one", () => {
    const others = [
      "acme/shop/prod/ci",
      "acme/other/dev/ci",
      "acme/shop/dev/other",
      "acme/shop/dev/ci #0123456789ab",
      "",
    ];
    for (const owner of others) {
      expect(ownershipOf(user, { ...olds, owner }, "id").owner, owner).toBe("organization/shop/dev/ci");
    }
  });
});

it("keeps its hash under another provider resource, as another version of the plugin has one", () => {
  const first = ownershipOf(user, {}, "provider-id");
  expect(ownershipOf(user, first, "another-id")).toEqual(first);
});
