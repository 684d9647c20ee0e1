import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { apiKeyFields } from "../fields/api-key";
import { type Kind, kindOf } from "../fields/kinds";
import { SERVICE_USER_OUTPUTS } from "../fields/service-user";
import { keyName } from "../ownership";
import { checkApiKey } from "../provider/api-key/plan";
import { type CheckOutcome, type Props, text } from "../provider/host/state";
import { fingerprint } from "../provider/key/fingerprint";
import { checkRetirement } from "../provider/rotating/retirement/plan";
import { checkSchedule } from "../provider/rotating/schedule/plan";
import { checkSlot, EMPTY_ID } from "../provider/rotating/slot/plan";
import { checkServiceUser } from "../provider/service-user/plan";
import { endsAt, requireDay, today } from "../rotation";

/** How {@link digicertMocks} answers. */
export interface MockOptions {
  /** "Today", `YYYY-MM-DD`: end dates count from it. Default the real day, UTC. */
  asOf?: string;
  /**
   * Answers look-ups (`digicert-one:index:getRole`, `:getAccount`, `:getServiceUser`) and other calls of your program.
   * Default: every object that a program looks up exists, with an id made of its name; other calls answer their inputs.
   */
  call?: pulumi.runtime.Mocks["call"];
  /** Answers resources of other packages; default: their inputs, and an id made of their name. */
  newResource?: pulumi.runtime.Mocks["newResource"];
}

/**
 * Mocks for unit tests of a Pulumi program, for `pulumi.runtime.setMocks`: no engine, no provider process, no network.
 *
 * Arguments are validated and dates are decided by the same code as in a preview, so a test can assert on `endDate` and
 * `rotateOn`, and a bad argument fails the test; values are secret outputs.
 *
 * @example
 * await pulumi.runtime.setMocks(digicertMocks({ asOf: "2026-11-22" }));
 * const { key } = await import("./index");
 */
export function digicertMocks(options: MockOptions = {}): pulumi.runtime.Mocks {
  const day = options.asOf === undefined ? today(Date.now()) : requireDay(options.asOf, "asOf");
  return {
    call: options.call ?? (async ({ token, inputs }) => lookups[token]?.(inputs) ?? inputs),
    async newResource(args) {
      const { __provider: _text, ...inputs } = args.inputs;
      const kind = kindOf(args.type);
      const found = kind !== undefined && isRead(args.id, inputs) ? reads[kind] : undefined;
      if (found) return { id: args.id ?? "", state: found(args.name, day) };
      if (kind !== undefined) return results[kind](args.name, inputs, args.id, day);
      if (options.newResource) return options.newResource(args);
      return { id: args.id || `${args.name}-id`, state: args.inputs };
    },
  };
}

/** `.get` gives an id and no arguments; the `import` option gives an id too, with arguments to be validated. */
function isRead(id: string | undefined, inputs: Props): boolean {
  return id !== undefined && id !== "" && Object.values(inputs).every((input) => input === undefined);
}

/** What `.get` finds: the object exists, was made today and has no end. The API shows no value of a key again. */
const reads: Partial<Record<Kind, (name: string, day: string) => Props>> = {
  ServiceUser: (name, day) => ({
    ...ends({}, day),
    nickname: name,
    endDate: "",
    roleIds: [],
    accountIds: [],
    ...SERVICE_USER_OUTPUTS,
    initialApiKey: pulumi.secret(""),
  }),
  ApiKey: (name, day) => ({
    ...ends({}, day),
    name,
    serviceUserId: uuid(`user ${name}`),
    issuedOn: day,
    endDate: "",
    rotateOn: "",
    fingerprint: "",
    value: pulumi.secret(""),
  }),
};

type Result = (name: string, inputs: Props, id: string | undefined, day: string) => { id: string; state: Props };

const results: Record<Kind, Result> = {
  ServiceUser: (name, inputs, id, day) => {
    const settled = settle(`ServiceUser "${name}"`, checkServiceUser({}, inputs, { today: day }));
    const keeps = settled.initialKey === "keep";
    return {
      id: id || uuid(`user ${name}`),
      state: {
        ...settled,
        ...ends(settled, day),
        adopted: false,
        initialApiKeyId: keeps ? uuid(`initial key of ${name}`) : "",
        initialApiKey: pulumi.secret(keeps ? `mock-initial-key-of-${name}` : ""),
        initialApiKeyEndDate: keeps ? settled.endDate : "",
      },
    };
  },
  ApiKey: (name, inputs, id, day) => {
    const settled = settle(`ApiKey "${name}"`, checkApiKey({}, inputs, { today: day }));
    return { id: id || uuid(`key ${name}`), state: { ...settled, ...keyOutputs(name, settled, day) } };
  },
  StackIdentity: (name, _inputs, id) => ({ id: id || uuid(name), state: {} }),
  // The parts of a RotatingApiKey, in the state of its first run.
  RotationSchedule: (name, inputs, id, day) => ({
    id: id || uuid(`schedule ${name}`),
    state: settle(`RotatingApiKey "${name}"`, checkSchedule({}, inputs, { today: day })),
  }),
  ApiKeySlot: (name, inputs, id, day) => {
    const settled = settle(`ApiKeySlot "${name}"`, checkSlot({}, inputs, { today: day }));
    const hasKey = settled.generation !== "";
    const outputs = hasKey ? keyOutputs(name, settled, day) : { ...NO_KEY, value: pulumi.secret("") };
    return {
      id: id || (hasKey ? uuid(`key ${name}`) : EMPTY_ID),
      state: { ...settled, requestedEndDate: settled.endDate, unproven: false, ...outputs },
    };
  },
  ApiKeyRetirement: (name, inputs, id, day) => ({
    id: id || uuid(`retirement ${name}`),
    state: settle(`RotatingApiKey "${name}"`, checkRetirement({}, inputs, { today: day })),
  }),
};

const NO_KEY = { name: "", status: "", endsAt: "", createdAt: "", fingerprint: "" };

/** What a key has beside its inputs; `name` is the resource's, of which its value is made. */
function keyOutputs(name: string, settled: Props, day: string): Props {
  const value = `mock-key-of-${name}`;
  const suffix = uuid(`key ${name}`).slice(0, 8);
  return {
    ...ends(settled, day),
    name: keyName(text(settled, "namePrefix", apiKeyFields.namePrefix.default), String(settled.endDate), suffix),
    fingerprint: fingerprint(value),
    value: pulumi.secret(value),
  };
}

const lookups: Record<string, (inputs: Props) => Props> = {
  "digicert-one:index:getRole": ({ name, code, application }) => ({
    id: uuid(["role", name ?? code, application].filter((part) => part !== undefined).join(" ")),
    name: name ?? code,
    code: code ?? "",
    applicationId: application === undefined ? "" : uuid(`application ${application}`),
    applicationCode: application ?? "",
    permissions: [],
  }),
  "digicert-one:index:getAccount": ({ name = "Example account" }) => ({ id: uuid(`account ${name}`), name }),
  "digicert-one:index:getServiceUser": ({ id, nickname }) => ({
    id: id ?? uuid(`user ${nickname}`),
    nickname: nickname ?? `user-${id}`,
    status: "ACTIVE",
    endDate: "",
    createdAt: "",
    roleIds: [],
    accountIds: [],
  }),
};

function settle(what: string, outcome: CheckOutcome): Props {
  if (outcome.failures.length === 0) return outcome.inputs;
  throw new Error(outcome.failures.map(({ property, reason }) => `${what}: ${property}: ${reason}`).join("\n"));
}

function ends(settled: Props, day: string): Props {
  const endDate = typeof settled.endDate === "string" ? settled.endDate : "";
  return {
    status: settled.enabled === false ? "DISABLED" : "ACTIVE",
    endsAt: endsAt(endDate),
    createdAt: `${day}T00:00:00Z`,
  };
}

/** The same name gives the same id, so that snapshots of a program's outputs hold still. */
function uuid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
