/**
 * The arrows of the design: who may import whom. Each rule lists everything a folder may reach, so a new
 * arrow is refused until it is written down here. `test/arrows.test.ts` adds a forbidden import to each rule
 * and sees it fail; `docs/explanation/architecture.md` shows the rules of whole rooms, their comments included.
 */
const leaf = "^src/basics/"; // every room may import it
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^src/", pathNot: [from, leaf, ...allowed] },
});

/**
 * The rooms of a folder, each with the rooms beside it that it may import; every arrow points to a room above it.
 * `outside`: what all of them may import besides.
 */
const rooms = (folder, table, outside = []) =>
  Object.entries(table).map(([room, allowed]) =>
    only(`${folder}-${room}`, `^src/${folder}/${room}/`, [
      ...outside,
      ...allowed.map((other) => `^src/${folder}/${other}/`),
    ]),
  );

const engineRooms = {
  model: [],
  sdk: ["model"],
  state: ["model"],
  provider: ["model", "sdk", "state"],
  planning: ["model", "state", "provider"],
  running: ["model", "state", "provider", "planning"],
  program: ["model", "sdk", "state", "provider", "planning", "running"],
  display: ["model", "planning", "running"],
  "saved-plan": ["model", "state", "planning", "display"],
};

/** The calls of each object stand above these rooms. */
const belowClient = ["^src/errors/", "^src/contract/"];
const clientRooms = {
  settings: [],
  limits: [],
  reading: [],
  writing: ["reading"],
  transport: ["settings", "reading"],
  calling: ["settings", "limits", "reading", "transport"],
  making: ["reading", "calling", "limits"],
};

const emulatorRooms = { core: [], http: ["core"], management: ["core", "http"], routes: ["core", "http"] };

/**
 * The provider's rooms, each with what it may import: rooms of the provider above it, then rooms outside. The kinds of
 * resources stand side by side; none imports another.
 */
const shared = ["proof", "host", "key", "preview"];
const providerRooms = {
  proof: [[], ["client", "errors"]],
  host: [["proof"], ["arguments", "client", "errors", "fields", "rotation"]],
  preview: [["host"], ["rotation"]],
  key: [
    ["proof", "host"],
    ["client", "errors", "ownership"],
  ],
  "service-user": [shared, ["arguments", "client", "errors", "fields", "ownership", "rotation"]],
  "api-key": [shared, ["arguments", "client", "errors", "fields", "rotation"]],
  rotating: [shared, ["arguments", "client", "errors", "rotation"]],
  "stack-identity": [["host"], []],
};

/** What each part of the examiner finds out is its own; how the API is asked is shared. */
const examinerRooms = {
  readings: [],
  report: ["readings"],
  doctor: ["readings", "report"],
  verify: ["readings", "report"],
};
const belowExaminer = [
  "^src/examiner/asking\\.ts$",
  "^src/client/",
  "^src/contract/",
  "^src/ownership/",
  "^src/rotation/",
  "^src/errors/",
  "^src/redaction/",
];

const network = "^(node:)?(http|https|http2|net|tls|dgram|dns)$|node_modules/(node-fetch|socks|@grpc/)";

module.exports = {
  forbidden: [
    only("basics-stand-alone", leaf, [], "what belongs to no subject; every room may import it"),
    only(
      "contract-stands-alone",
      "^src/contract/",
      [],
      "every fact about the API, with its evidence; the checks of bodies",
    ),
    only(
      "fields-stand-alone",
      "^src/fields/",
      [],
      "the kinds of resources and their fields, as data: what the others derive their lists from",
    ),
    only("redaction-stands-alone", "^src/redaction/", [], "spellings of secrets, texts without them"),
    only("contract-wire", "^src/contract/wire/", ["^src/contract/limits\\.ts$"]),
    only(
      "errors-know-the-contract",
      "^src/errors/",
      ["^src/contract/", "^src/redaction/"],
      "the error family; what went wrong, in words, with the remedy",
    ),
    only("rotation-is-pure", "^src/rotation/", [], "pure dates and decisions"),
    only(
      "ownership-is-pure",
      "^src/ownership/",
      ["^src/rotation/"],
      "owner marks and key names, and whose they are: pure",
    ),
    only(
      "plan-is-pure",
      "^src/plan/",
      ["^src/fields/", "^src/ownership/", "^src/rotation/"],
      "what the next run does to users and keys because of the date, from a state or a program's outputs: pure",
    ),
    only(
      "reports-read-plans",
      "^src/reports/",
      ["^src/plan/", "^src/rotation/"],
      "a plan as table, JSON, Markdown or page: pure, except that the page reads its script and style sheet",
    ),
    only("reports-page", "^src/reports/page/", ["^src/plan/", "^src/rotation/", "^src/reports/words\\.ts$"]),
    only(
      "inventory-is-pure",
      "^src/inventory/",
      [
        "^src/arguments/",
        "^src/client/reading/types\\.ts$",
        "^src/client/reading/enabled\\.ts$",
        "^src/fields/",
        "^src/ownership/",
        "^src/plan/",
        "^src/rotation/",
      ],
      "what is in a tenant and who manages it, and the program that adopts what nobody does: pure",
    ),
    only(
      "policy-reads-declarations",
      "^src/policy/",
      ["^src/fields/", "^src/rotation/"],
      "rules for policy packs of Pulumi's: what programs may declare; pure",
    ),
    only("policy-rules", "^src/policy/rules/", ["^src/policy/(rule|pattern)\\.ts$", "^src/fields/", "^src/rotation/"]),
    {
      name: "policy-loads-no-sdk",
      comment: "rules are plain objects: whoever imports them brings the policy SDK, and nobody else needs it",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "@pulumi/policy", dependencyTypesNot: ["type-only"] },
    },
    only("arguments-are-pure", "^src/arguments/", ["^src/fields/", "^src/rotation/"], "validation of what users write"),
    only(
      "client-speaks-the-contract",
      "^src/client/",
      [...belowClient, "^src/ownership/first-key\\.ts$"],
      "the only room that calls the API: settings, keys, limits, retries, reading",
    ),
    {
      name: "client-loads-no-schema",
      comment: "provider processes load the client: of the contract they need hosts, limits and codes, not the schemas",
      severity: "error",
      from: { path: "^src/(client|errors)/" },
      to: {
        path: "^src/contract/",
        pathNot: "^src/contract/(hosts|limits|error-codes)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    ...rooms("client", clientRooms, belowClient),
    only(
      "plan-does-no-io",
      "^src/provider/(.+/plan\\.ts$|preview/)",
      [
        "^src/provider/(.+/plan\\.ts$|preview/)",
        "^src/provider/host/(state|fields|put-back)\\.ts$",
        "^src/fields/",
        "^src/arguments/",
        "^src/ownership/",
        "^src/rotation/",
        "^src/errors/",
      ],
      "check and diff are pure: fields, rotation, errors and state only",
    ),
    {
      name: "plan-opens-no-socket",
      comment: "check and diff do no I/O, not even through a package",
      severity: "error",
      from: {
        path: [
          "^src/provider/(.+/plan\\.ts$|preview/)",
          "^src/provider/host/(state|fields)\\.ts$",
          "^src/(rotation|plan|reports|inventory|ownership|arguments|fields|policy)/",
          "^src/native/(wire|detailed-diff|ownership|outputs|preview|import)\\.ts$",
        ],
      },
      to: { path: network, reachable: true },
    },
    only(
      "provider-applies-through-the-client",
      "^src/provider/",
      ["^src/fields/", "^src/client/", "^src/arguments/", "^src/ownership/", "^src/rotation/", "^src/errors/"],
      "what the engine loads by name: check and diff decide, create, read, update and delete apply",
    ),
    ...Object.entries(providerRooms).map(([room, [inside, outside]]) =>
      only(`provider-${room}`, `^src/provider/${room}/`, [
        ...inside.map((other) => `^src/provider/${other}/`),
        ...outside.map((other) => `^src/${other}/`),
      ]),
    ),
    only(
      "resources-load-nothing-heavy",
      "^src/resources/",
      [
        "^src/fields/",
        "^src/arguments/",
        "^src/ownership/",
        "^src/plan/",
        "^src/rotation/",
        "^src/errors/",
        "^src/client/settings/settings\\.ts$",
        "^src/client/settings/unread-settings\\.ts$",
      ],
      "the Pulumi classes; settings are validated late, by an import once the program's synchronous part is over",
    ),
    only("resources-options", "^src/resources/options/", ["^src/arguments/"]),
    only("resources-validation", "^src/resources/validation/", [
      "^src/fields/",
      "^src/arguments/",
      "^src/errors/",
      "^src/client/settings/settings\\.ts$",
      "^src/client/settings/unread-settings\\.ts$",
    ]),
    only("resources-given", "^src/resources/given/", ["^src/arguments/", "^src/resources/options/"]),
    only(
      "lookups-use-the-client",
      "^src/lookups/",
      ["^src/fields/", "^src/arguments/", "^src/resources/", "^src/client/", "^src/errors/"],
      "users, roles and accounts by name; the client is loaded late",
    ),
    only(
      "native-host",
      "^src/native/",
      [
        "^src/fields/",
        "^src/arguments/",
        "^src/ownership/",
        "^src/rotation/",
        "^src/client/",
        "^src/contract/hosts\\.ts$",
        "^src/errors/",
        "^src/provider/",
        "^src/resources/",
        "^src/lookups/find\\.ts$",
      ],
      "the host for programs in any language, over the same handlers; the package schema that it answers with",
    ),
    only(
      "native-protocol",
      "^src/native/protocol/",
      ["^src/errors/", "^src/provider/host/state\\.ts$", "^src/native/(detailed-diff|engine|host|settings)\\.ts$"],
      "Pulumi's ResourceProvider service: messages in, messages out",
    ),
    {
      name: "grpc-is-the-sdks",
      comment: "loaded from where the SDK finds them, which declares them; here they are types",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/sdk/sdk\\.ts$" },
      to: { path: "node_modules/(@grpc/|google-protobuf/)", dependencyTypesNot: ["type-only", "type-import"] },
    },
    only(
      "native-schema",
      "^src/native/schema/",
      ["^src/fields/", "^src/client/settings/settings-table\\.ts$", "^src/contract/hosts\\.ts$"],
      "Pulumi's package schema, from the tables of fields and the comments of the sources: pure",
    ),
    only(
      "emulator-knows-the-contract-only",
      "^src/emulator/",
      ["^src/contract/"],
      "the API on loopback: strict, with faults, a clock and a journal",
    ),
    ...rooms("emulator", emulatorRooms, ["^src/contract/"]),
    only("engine-knows-nothing-of-ours", "^src/engine/", ["^src/redaction/"], "runs Pulumi programs without the CLI"),
    ...rooms("engine", engineRooms, ["^src/redaction/"]),
    {
      name: "engine-has-one-door",
      comment: "what others may use of the engine stands in its index",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/index\\.ts$" },
    },
    only(
      "index-loads-nothing-heavy",
      "^src/index\\.ts$",
      ["^src/resources/", "^src/lookups/", "^src/errors/"],
      "what programs import",
    ),
    only(
      "examiner-asks-through-the-client",
      "^src/examiner/",
      ["^src/client/", "^src/contract/", "^src/ownership/", "^src/rotation/", "^src/errors/", "^src/redaction/"],
      "what is true of a tenant and of this machine: `doctor` reads, `verify` writes",
    ),
    ...rooms("examiner", examinerRooms, belowExaminer),
    only(
      "testing-is-emulator-engine-and-deciders",
      "^src/testing",
      [
        "^src/emulator/",
        "^src/engine/",
        "^src/fields/",
        "^src/ownership/",
        "^src/rotation/",
        "^src/provider/.+/plan\\.ts$",
        "^src/provider/host/state\\.ts$",
        "^src/provider/key/fingerprint\\.ts$",
      ],
      "what users' tests import: emulator, embedded stack, mocks",
    ),
    only(
      "cli-arrows",
      "^src/cli/",
      [
        "^src/fields/",
        "^src/arguments/",
        "^src/ownership/",
        "^src/client/",
        "^src/plan/",
        "^src/inventory/",
        "^src/reports/",
        "^src/rotation/",
        "^src/emulator/",
        "^src/errors/",
        "^src/contract/",
        "^src/examiner/",
      ],
      "the command line: emulator, plan, inventory, sweep, doctor, verify",
    ),
    ...rooms("cli", { plan: [], tenant: [], running: [], sweep: ["plan", "tenant"] }, [
      "^src/cli/(states|process-io)\\.ts$",
      "^src/fields/",
      "^src/ownership/",
      "^src/client/",
      "^src/plan/",
      "^src/inventory/",
      "^src/rotation/",
      "^src/errors/",
    ]),
    {
      name: "client-alone-opens-sockets",
      comment:
        "the client's transport calls (tls.ts reads certificates), doctor's probes connect, the emulator listens, the engine serves the SDK, and a " +
        "provider process speaks to its engine and asks whether it still lives, and the native host serves it; the global fetch is forbidden in biome.json",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: [
          "^src/client/(transport/|settings/tls\\.ts$)",
          "^src/examiner/doctor/probes\\.ts$",
          "^src/emulator/",
          "^src/engine/",
          "^src/provider/host/(process|engine-log)\\.ts$",
          "^src/native/(engine\\.ts$|protocol/)",
        ],
      },
      to: { path: network },
    },
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
