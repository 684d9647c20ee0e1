/** What a program registers, by the plan of a preview: as the engine hands it to a policy pack. */
import type { Registered } from "./analyzer.mts";

interface Saved {
  readonly resourcePlans: Readonly<
    Record<
      string,
      { readonly goal?: { readonly type: string; readonly inputDiff: { adds?: Record<string, unknown> } } }
    >
  >;
}

/** Of a new stack: inputs with what is not known before an update. */
export function plannedIn(planText: string): Registered[] {
  const { resourcePlans } = JSON.parse(planText) as Saved;
  return Object.entries(resourcePlans).flatMap(([urn, { goal }]) =>
    goal === undefined ? [] : [{ urn, type: goal.type, inputs: withSecrets(goal.inputDiff.adds ?? {}) }],
  );
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Files hold secrets encrypted; the engine sends them in the clear, marked as what they are. */
export function withSecrets(inputs: Registered["inputs"]): Registered["inputs"] {
  return JSON.parse(JSON.stringify(inputs), (_name, value: unknown) =>
    typeof value === "object" && value !== null && "ciphertext" in value && SIGNATURE in value
      ? { [SIGNATURE]: value[SIGNATURE], value: "some secret" }
      : value,
  ) as Registered["inputs"];
}
