/**
 * The arrows of the design: who may import whom. Each rule lists everything a folder may reach, so a new
 * arrow is refused until it is written down here. `test/arrows.test.ts` adds a forbidden import to each rule
 * and sees it fail.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^src/", pathNot: [from, ...allowed] },
});

/** The engine's rooms, each with the rooms it may import; every arrow points to a room above it. */
const engineRooms = {
  model: [],
  sdk: ["model"],
  state: ["model"],
  provider: ["model", "sdk", "state"],
  planning: ["model", "state", "provider"],
  running: ["model", "state", "provider", "planning"],
  program: ["model", "sdk", "state", "planning", "running"],
  display: ["model", "planning", "running"],
  "saved-plan": ["model", "state", "planning", "display"],
};

const noNetwork = "^(node:)?(http|https|http2|net|tls|dgram|dns)$|node_modules/(node-fetch|proxy-agent|@grpc/)";

module.exports = {
  forbidden: [
    only("contract-stands-alone", "^src/contract/", [], "the API's facts depend on nothing of ours"),
    only("redaction-stands-alone", "^src/redaction/", [], "a leaf, so that any room may use it"),
    only("errors-know-the-contract", "^src/errors/", ["^src/contract/", "^src/redaction/"]),
    only("rotation-stands-alone", "^src/rotation/", [], "pure dates and decisions"),
    only(
      "ownership-is-pure",
      "^src/ownership/",
      ["^src/rotation/"],
      "marks, names and whose they are; of ours the calendar only",
    ),
    only("arguments-are-pure", "^src/arguments/", ["^src/rotation/"]),
    only("client-speaks-the-contract", "^src/client/", ["^src/errors/", "^src/contract/"]),
    only(
      "plan-does-no-io",
      "^src/provider/.+/plan\\.ts$",
      [
        "^src/provider/.+/plan\\.ts$",
        "^src/provider/state\\.ts$",
        "^src/arguments/",
        "^src/ownership/",
        "^src/rotation/",
        "^src/errors/",
      ],
      "check and diff are pure: rotation, errors and state only",
    ),
    {
      name: "plan-opens-no-socket",
      comment: "check and diff do no I/O, not even through a package",
      severity: "error",
      from: { path: ["^src/provider/.+/plan\\.ts$", "^src/provider/state\\.ts$", "^src/rotation/"] },
      to: { path: noNetwork, reachable: true },
    },
    only("provider-applies-through-the-client", "^src/provider/", [
      "^src/client/",
      "^src/arguments/",
      "^src/ownership/",
      "^src/rotation/",
      "^src/errors/",
    ]),
    only(
      "resources-load-nothing-heavy",
      "^src/resources/",
      ["^src/arguments/", "^src/ownership/", "^src/rotation/", "^src/errors/", "^src/client/settings\\.ts$"],
      "the judge of settings is imported late, once the program's synchronous part is over",
    ),
    only("lookups-use-the-client", "^src/lookups/", ["^src/resources/", "^src/client/", "^src/errors/"]),
    only("emulator-knows-the-contract-only", "^src/emulator/", ["^src/contract/"]),
    only("engine-knows-nothing-of-ours", "^src/engine/", []),
    ...Object.entries(engineRooms).map(([room, allowed]) =>
      only(
        `engine-${room}`,
        `^src/engine/${room}/`,
        allowed.map((other) => `^src/engine/${other}/`),
      ),
    ),
    {
      name: "engine-has-one-door",
      comment: "what others may use of the engine stands in its index",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/index\\.ts$" },
    },
    only("index-loads-nothing-heavy", "^src/index\\.ts$", ["^src/resources/", "^src/lookups/", "^src/errors/"]),
    only("testing-is-emulator-engine-and-deciders", "^src/testing", [
      "^src/emulator/",
      "^src/engine/",
      "^src/rotation/",
      "^src/provider/.+/plan\\.ts$",
      "^src/provider/state\\.ts$",
    ]),
    only("cli-arrows", "^src/cli/", [
      "^src/arguments/",
      "^src/ownership/",
      "^src/client/",
      "^src/rotation/",
      "^src/emulator/",
      "^src/errors/",
      "^src/contract/",
    ]),
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolves",
      comment: "the engine loads the files of the program's own SDK, from where that resolves",
      severity: "error",
      from: { pathNot: "^src/engine/sdk/sdk\\.ts$" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["node", "require", "import", "default", "types"],
    },
  },
};
