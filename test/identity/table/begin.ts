/** How a stack begins and ends: what a first preview shows, what one target needs, what is left after the last user. */
import type { Scenario } from "../scenario";

const user = 'user("signer");';
const withKey = 'new digicert.ApiKey("key", { serviceUser: user("signer"), lifetimeDays: 90 });';
const withMore = withKey.replace('user("signer")', 'user("signer", { description: "Signs more" })');

export const begin: readonly Scenario[] = [
  {
    title:
      "the identity shows in the first preview, is made first and deleted last, and a stack made again has another",
    steps: [
      { does: "preview", program: user },
      { does: "up" },
      { does: "preview" },
      { does: "refresh" },
      { does: "preview" },
      { does: "destroy" },
      { does: "preview" },
      { does: "up" },
      { does: "destroy" },
    ],
  },
  {
    title: "a target on a single user of a new stack names the identity, which as a second target is the way",
    steps: [
      {
        does: "preview",
        program: 'user("signer"); user("other", { nickname: "other" });',
        target: ["signer"],
        fails: true,
      },
      { does: "up", target: ["signer"], fails: true },
      { does: "up", target: ["signer", "StackIdentity digicert-one-stack-identity"] },
      { does: "preview" },
      { does: "up", target: ["other"] },
      { does: "preview" },
    ],
  },
  {
    title: "the last user that leaves the program takes the identity with it, and one made later gets another",
    steps: [
      { does: "up", program: user },
      { does: "up", program: "" },
      { does: "preview", program: user },
      { does: "up" },
      { does: "destroy" },
    ],
  },
  {
    title:
      "a user that was retained when the last one left is another stack's to the next identity, and the line is named",
    steps: [
      { does: "up", program: 'user("signer", { onDestroy: "retain" });' },
      { does: "up", program: "" },
      { does: "up", program: user, fails: true },
      { does: "up", program: 'user("signer", { onDuplicate: "adopt", adoptFrom: "$adoptFrom" });' },
      { does: "preview" },
    ],
  },
  {
    title: "a user that was retained while another stays is taken back",
    steps: [
      { does: "up", program: 'user("other", { nickname: "other" }); user("signer", { onDestroy: "retain" });' },
      { does: "up", program: 'user("other", { nickname: "other" });' },
      { does: "up", program: 'user("other", { nickname: "other" }); user("signer");' },
      { does: "destroy" },
    ],
  },
  {
    title: "a state of before identities shows the identity alone, and its marks follow with the next write",
    steps: [
      { does: "up", program: withKey },
      { does: "age the state" },
      { does: "preview" },
      { does: "refresh" },
      { does: "preview" },
      { does: "up" },
      { does: "preview" },
      { does: "up", program: withMore },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a state of before identities: a target on a key goes on, one on a user names the identity",
    steps: [
      { does: "up", program: withKey },
      { does: "age the state" },
      { does: "preview", target: ["key"] },
      { does: "up", target: ["key"], program: withKey.replace("90", "80") },
      { does: "preview", target: ["signer"], fails: true },
      { does: "up", target: ["signer", "StackIdentity digicert-one-stack-identity"], program: withMore },
      { does: "destroy" },
    ],
  },
  {
    title: "a state of before identities is destroyed as it is",
    steps: [{ does: "up", program: withKey }, { does: "age the state" }, { does: "destroy" }],
  },
];
