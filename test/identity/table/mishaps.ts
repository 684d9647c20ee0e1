/** Runs that break off, records that are lost, marks that a person erased, and replacements by hand. */
import type { Scenario } from "../scenario";

const user = 'user("signer");';
const withKeys = `const signer = user("signer");
new digicert.ApiKey("key", { serviceUser: signer, lifetimeDays: 90 });`;

const killed = (title: string, variants: readonly string[]): Scenario => ({
  title,
  variants,
  inProcesses: true,
  steps: [
    { does: "up", program: user, killed: "everything" },
    { does: "preview" },
    { does: "up" },
    { does: "preview" },
    { does: "destroy" },
  ],
});

export const mishaps: readonly Scenario[] = [
  killed("a create killed after its POST is taken back by the next run", []),
  killed("a create killed after its POST is taken back under user-as-documented", ["user-as-documented"]),
  {
    title: "a create whose engine alone is killed after the POST is undone by the provider",
    inProcesses: true,
    steps: [{ does: "up", program: user, killed: "the engine" }, { does: "up" }, { does: "destroy" }],
  },
  {
    title: "a create killed after its POST, in a stack that has users",
    steps: [
      { does: "up", program: 'user("other", { nickname: "other" });' },
      { does: "up", program: `user("other", { nickname: "other" }); ${user}`, killed: "everything" },
      { does: "up" },
      { does: "destroy" },
    ],
  },
  {
    title: "a replacement of a user with keys keeps user and keys, and needs no remedy",
    inProcesses: true,
    steps: [
      { does: "up", program: withKeys },
      { does: "up", replace: ["signer"] },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a replacement of the identity by hand marks every user anew",
    steps: [
      { does: "up", program: user },
      { does: "up", replace: ["StackIdentity digicert-one-stack-identity"] },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a replacement of identity and user in one run is refused, and the next run marks the user anew",
    steps: [
      { does: "up", program: user },
      { does: "up", replace: ["signer", "StackIdentity digicert-one-stack-identity"], fails: true },
      { does: "up" },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a user whose record was deleted from state is taken back",
    steps: [
      { does: "up", program: user },
      { does: "state delete", name: "signer" },
      { does: "up" },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a mark that a person erased shows after a refresh, and is written again",
    inProcesses: true,
    steps: [
      { does: "up", program: user },
      { does: "erase the mark", nickname: "signer" },
      { does: "preview" },
      { does: "preview", refresh: true },
      { does: "up", refresh: true },
      { does: "preview" },
      { does: "erase the mark", nickname: "signer" },
      { does: "destroy" },
    ],
  },
];
