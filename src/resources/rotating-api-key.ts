import * as pulumi from "@pulumi/pulumi";
import { type ValidationError, validateRotatingApiKey } from "../arguments";
import { endsAt, generationId, otherSlot, type Slot, slotRole } from "../rotation";
import { byName, isPending } from "./by-name";
import { allErrors } from "./given/arguments";
import { brandClass } from "./given/brands";
import { givenOptions } from "./given/provider-option";
import { inputsOfArguments, keyInputs } from "./key-inputs";
import { settlePair, settlePart, settleRetirement } from "./options/settle";
import { hide, withoutDependencies } from "./options/shown";
import { validateComponent } from "./resource-validation";
import type { ServiceUser } from "./service-user";

/** What a {@link RotatingApiKey} is to be. */
export interface RotatingApiKeyArgs {
  /** The user that both keys belong to: a {@link ServiceUser}, or an id. Another user rotates at once, without overlap. */
  serviceUser: ServiceUser | pulumi.Input<string>;
  /** The user's last day, `YYYY-MM-DD`, if serviceUser is an id. No key may outlive it. A ServiceUser brings its own. */
  serviceUserEndDate?: pulumi.Input<string>;
  /** The life of each key in days, from the day it is planned, capped at the user's end. A change moves the end in place. */
  lifetimeDays: pulumi.Input<number>;
  /** How many days before its end a run rotates a key. Default a third of the lifetime, rounded up. */
  rotateBeforeDays?: pulumi.Input<number>;
  /** How many days both keys work after a rotation. Default 7, or less if the window is too short for a week. */
  overlapDays?: pulumi.Input<number>;
  /** Any change rotates now, with overlap. During an overlap a change is refused. Default `{}`. */
  triggers?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;
  /** For a key that leaked: any change, except its removal, rotates now and deletes both older keys in the same run. Not reversible. Default `{}`. */
  revoke?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;
  /** Which key `value` is. With `previous`, rotation and retirement wait. Default `newest`. */
  use?: pulumi.Input<"newest" | "previous">;
  /** How the generated names begin. Default the Pulumi name. Used from the next rotation on. */
  namePrefix?: pulumi.Input<string>;
}

/** One of the two keys. Every text is empty while there is no such key. */
export interface HeldApiKey {
  /** Its id in DigiCert ONE. */
  readonly id: string;
  /** Its generated name. */
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly endDate: string;
  /** RFC 3339, UTC. */
  readonly endsAt: string;
}

/**
 * A pair of API keys that take turns, for consumers that no single run updates. A rotation makes the new key in the other
 * slot. The previous key works for `overlapDays` more days. Then a run disables it, and the next rotation deletes it.
 *
 * Every rotation and retirement shows in the preview of its day. The value is shown by the API once, and lives in state as
 * a secret; `POST|GET|PUT|DELETE /account/api/v1/api-access-token`.
 *
 * @example
 * const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
 * export const retireOn = pair.retireOn;
 */
export class RotatingApiKey extends pulumi.ComponentResource {
  /** The key to use (secret): the newest, or the previous one under `use: "previous"`. Never empty. */
  readonly value: pulumi.Output<string>;
  /** The previous key (secret); empty while there is none. */
  readonly previousValue: pulumi.Output<string>;
  /** The newest key. */
  readonly current: pulumi.Output<HeldApiKey>;
  /** The previous key; every text is empty while there is none. */
  readonly previous: pulumi.Output<HeldApiKey>;
  /** The newest key's last day, `YYYY-MM-DD`. */
  readonly endDate: pulumi.Output<string>;
  /** Its last instant, RFC 3339 in UTC. */
  readonly endsAt: pulumi.Output<string>;
  /** The first day on which a run rotates. */
  readonly rotateOn: pulumi.Output<string>;
  /** The first day on which a run disables the previous key; empty while there is none. */
  readonly retireOn: pulumi.Output<string>;
  /** @internal The resources it consists of, for a plan; no part of what is given out. */
  readonly parts: readonly pulumi.CustomResource[];

  constructor(name: string, args: RotatingApiKeyArgs, options?: pulumi.ComponentResourceOptions) {
    const called = `RotatingApiKey "${name}"`;
    const own = givenOptions(options);
    super(
      "digicert-one:index:RotatingApiKey",
      name,
      {},
      validateComponent({ name: called, settle: settlePair }, own.options),
    );
    const inner = { parent: this };
    const { inputs, errors } = keyInputs(name, args);
    const ignoreChanges = inputsOfArguments(own.options.ignoreChanges ?? []);
    const schedule = new RotationSchedule(name, inputs, [...own.errors, ...errors], { ...inner, ignoreChanges });
    // What a slot is to hold is for the schedule to say; of the arguments it reads these two.
    const ofSlot = ["serviceUserId", "namePrefix"].filter((each) =>
      ["*", each].some((of) => ignoreChanges.includes(of)),
    );
    const inSlot = { ...inner, ignoreChanges: ofSlot };
    const pair = { calledInProgram: called, schedule };
    const slots = {
      a: new ApiKeySlot(`${name}-a`, "a", pair, inputs, inSlot),
      b: new ApiKeySlot(`${name}-b`, "b", pair, inputs, inSlot),
    };
    // The slot is picked first and what it holds second, so that a change of the other slot shows as no change of this.
    // A schedule that a run with --target leaves unmade has no outputs at all.
    const currentSlot = schedule.currentSlot.apply((slot: Slot | undefined) => slot ?? "a");
    const newest = currentSlot.apply((slot) => slots[slot]);
    const older = currentSlot.apply((slot) => slots[otherSlot(slot)]);
    const retirement = new ApiKeyRetirement(
      `${name}-retirement`,
      {
        currentKeyId: idIn(newest),
        currentCreatedAt: withoutDependencies(newest.createdAt),
        previousKeyId: idIn(older),
        previousName: withoutDependencies(older.name),
        previousEndDate: withoutDependencies(older.endDate),
        previousFingerprint: withoutDependencies(older.fingerprint),
        serviceUserId: inputs.serviceUserId,
        overlapDays: withoutDependencies(schedule.overlapDays),
        use: withoutDependencies(schedule.use),
      },
      inner,
    );
    this.parts = [schedule, slots.a, slots.b, retirement];
    hide(this, ["parts"]);
    const value = schedule.use.apply((use) => {
      // A key that was disabled is enabled first.
      if (use === "previous") return retirement.retiredKeyId.apply(() => older.value);
      return newest.value;
    });
    this.value = pulumi.secret(pulumi.all([value, schedule.use]).apply(([key, use]) => requireKey(key, called, use)));
    this.previousValue = pulumi.secret(older.value);
    this.current = keyIn(newest);
    this.previous = keyIn(older);
    this.endDate = schedule.endDate;
    this.endsAt = schedule.endDate.apply(endsAt);
    this.rotateOn = schedule.rotateOn;
    this.retireOn = retirement.retireOn;
    const { value: _value, previousValue, current, previous, endDate, endsAt: ends, rotateOn, retireOn } = this;
    this.registerOutputs({
      value: _value,
      previousValue,
      current,
      previous,
      endDate,
      endsAt: ends,
      rotateOn,
      retireOn,
    });
  }

  static {
    brandClass(RotatingApiKey, "RotatingApiKey");
  }
}

/**
 * An empty value would reach consumers as a key that never works: where a slot failed or was left out of a run (`--target`)
 * the program stops here instead, in one line.
 */
function requireKey(key: string | undefined, what: string, use = "newest"): string {
  if (key !== undefined && key !== "") return key;
  const remedy =
    use === "previous"
      ? 'There is no previous key, or it has ended. Set use to "newest".'
      : "Run `pulumi up` without --target, and see why the key could not be made.";
  throw new pulumi.RunError(`${what} holds no ${use} key. ${remedy}`);
}

const idIn = (slot: pulumi.Output<ApiKeySlot>): pulumi.Output<string> => slot.apply(({ id }) => id);

function keyIn(slot: pulumi.Output<ApiKeySlot>): pulumi.Output<HeldApiKey> {
  return pulumi
    .all([idIn(slot), slot.name, slot.endDate])
    .apply(([id, name, endDate]) => ({ id: name === "" ? "" : id, name, endDate, endsAt: endsAt(endDate) }));
}

type Inputs = ReturnType<typeof keyInputs<RotatingApiKeyArgs>>["inputs"];

/** Where the pair stands; lives in state alone. */
class RotationSchedule extends pulumi.CustomResource {
  declare readonly generation: pulumi.Output<number>;
  declare readonly currentSlot: pulumi.Output<Slot>;
  declare readonly hasPrevious: pulumi.Output<boolean>;
  declare readonly issuedOn: pulumi.Output<string>;
  declare readonly endDate: pulumi.Output<string>;
  declare readonly rotateOn: pulumi.Output<string>;
  declare readonly overlapDays: pulumi.Output<number>;
  declare readonly use: pulumi.Output<"newest" | "previous">;

  constructor(pair: string, inputs: Inputs, errors: readonly ValidationError[], options: pulumi.CustomResourceOptions) {
    const outputs = [
      ...["generation", "issuedOn", "endDate", "rotateOn", "currentSlot", "hasPrevious"],
      ...["rotateBeforeDays", "overlapDays", "triggers", "revoke", "use"],
    ];
    const validate = (today: string | undefined) =>
      allErrors(errors, validateRotatingApiKey(inputs, { today, isPending }));
    const calledInProgram = `RotatingApiKey "${pair}"`;
    const registration = { inputs, noSecret: "namePrefix", outputs, calledInProgram, validate, settle: settlePart };
    const name = `${pair}-schedule`;
    const part = byName(name, { kind: "RotationSchedule", ...registration }, options);
    super(part.type, name, part.properties, part.options);
    part.registered(this);
  }
}

/** One of the two slots. Its id is the id of the key it holds, or `empty`. */
class ApiKeySlot extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly endDate: pulumi.Output<string>;
  declare readonly createdAt: pulumi.Output<string>;
  declare readonly fingerprint: pulumi.Output<string>;
  declare readonly value: pulumi.Output<string>;

  constructor(
    name: string,
    slot: Slot,
    { calledInProgram, schedule }: { calledInProgram: string; schedule: RotationSchedule },
    { serviceUserId, namePrefix }: Inputs,
    options: pulumi.CustomResourceOptions,
  ) {
    const role = pulumi
      .all([schedule.currentSlot, schedule.hasPrevious])
      .apply(([currentSlot, hasPrevious]) => slotRole(slot, { currentSlot, hasPrevious }));
    // That a slot is empty is known even while the schedule has no id yet.
    const generation = role.apply((is) => {
      if (is === "empty") return "";
      return pulumi.all([schedule.id, schedule.generation]).apply(([id, number]) => generationId(id, number, is));
    });
    const [endDate, issuedOn] = [schedule.endDate, schedule.issuedOn].map(withoutDependencies);
    const inputs = { slot, role: withoutDependencies(role), generation, serviceUserId, endDate, issuedOn, namePrefix };
    const outputs = ["name", "status", "requestedEndDate", "createdAt", "fingerprint", "value"];
    // Its name is made of the prefix, which a transformation may change here alone.
    const registration = { inputs, noSecret: "namePrefix", outputs, calledInProgram, settle: settlePart };
    const part = byName(name, { kind: "ApiKeySlot", ...registration, validate: () => [] }, options);
    super(part.type, name, part.properties, part.options);
    part.registered(this);
  }
}

/** Disables the previous key when the overlap is over. */
class ApiKeyRetirement extends pulumi.CustomResource {
  declare readonly retireOn: pulumi.Output<string>;
  declare readonly retiredKeyId: pulumi.Output<string>;

  constructor(name: string, inputs: Record<string, unknown>, options: pulumi.CustomResourceOptions) {
    const outputs = ["retireOn", "retiredKeyId"];
    const registration = { inputs, outputs, validate: () => [], settle: settleRetirement };
    const part = byName(name, { kind: "ApiKeyRetirement", ...registration }, options);
    super(part.type, name, part.properties, part.options);
    part.registered(this);
  }
}
