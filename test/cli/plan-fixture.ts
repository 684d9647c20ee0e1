/** Builds exported stacks as `pulumi stack export` writes them. */

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one:";

/** An encrypted value, as it stands in an export. */
export const encrypted = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc:DEADBEEF" };

/** A value of `stack export --show-secrets`. */
export const revealed = (plaintext: unknown) => ({
  [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(plaintext),
});

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

const COMPONENT = "digicert-one:index:RotatingApiKey";

/** A dynamic resource of ours. */
export function resource(type: string, name: string, id: string, outputs: object, more: object = {}): Resource {
  const urn = `urn:pulumi:prod::keys::${DYNAMIC}${type}::${name}`;
  return { urn, custom: true, id, type: DYNAMIC + type, inputs: {}, outputs: { __provider: "…", ...outputs }, ...more };
}

/** A service user. */
export const user = (name: string, outputs: object) =>
  resource("ServiceUser", name, `id-${name}`, {
    nickname: name,
    status: "ACTIVE",
    createdAt: "2026-12-01T08:00:00Z",
    ...outputs,
  });

/** A key of 90 days, issued on 2027-01-01. */
export const apiKey = (name: string, outputs: object = {}) =>
  resource("ApiKey", name, `id-${name}`, {
    name: `${name}-2027-04-01-ab12cd34`,
    status: "ACTIVE",
    serviceUserId: "id-app",
    issuedOn: "2027-01-01",
    endDate: "2027-04-01",
    requestedEndDate: "2027-04-01",
    rotateOn: "2027-03-02",
    lifetimeDays: 90,
    rotateBeforeDays: 30,
    rotate: true,
    createdAt: "2027-01-01T09:00:00Z",
    value: encrypted,
    ...outputs,
  });

/** A rotating pair in its second generation, rotated on 2027-03-02, overlap of 7 days. */
export function rotating(name: string, schedule: object = {}, retirement: object = {}): Resource[] {
  const urn = `urn:pulumi:prod::keys::${COMPONENT}::${name}`;
  const child = (type: string, suffix: string, id: string, outputs: object) => ({
    ...resource(type, `${name}-${suffix}`, id, outputs, { parent: urn }),
    urn: `urn:pulumi:prod::keys::${COMPONENT}$${DYNAMIC}${type}::${name}-${suffix}`,
  });
  return [
    { urn, custom: false, type: COMPONENT, outputs: { value: encrypted } },
    child("RotationSchedule", "schedule", "s1", {
      lifetimeDays: 90,
      rotateBeforeDays: 30,
      overlapDays: 7,
      use: "newest",
      serviceUserId: "id-app",
      generation: 2,
      issuedOn: "2027-03-02",
      endDate: "2027-05-31",
      rotateOn: "2027-05-01",
      currentSlot: "b",
      hasPrevious: true,
      ...schedule,
    }),
    child("ApiKeySlot", "a", "key-1", {
      slot: "a",
      generation: "s1-1",
      name: `${name}-2027-04-01-11111111`,
      status: "ACTIVE",
      endDate: "2027-04-01",
      createdAt: "2027-01-01T09:00:00Z",
      value: encrypted,
    }),
    child("ApiKeySlot", "b", "key-2", {
      slot: "b",
      generation: "s1-2",
      name: `${name}-2027-05-31-22222222`,
      status: "ACTIVE",
      endDate: "2027-05-31",
      createdAt: "2027-03-02T09:00:00Z",
      value: encrypted,
    }),
    child("ApiKeyRetirement", "retirement", "r1", { retireOn: "2027-03-09", retiredKeyId: "", ...retirement }),
  ];
}

/** The text of an export. */
export function stackExport(resources: readonly Resource[], version = 3): string {
  const stack = {
    urn: "urn:pulumi:prod::keys::pulumi:pulumi:Stack::keys-prod",
    custom: false,
    type: "pulumi:pulumi:Stack",
  };
  const other = { urn: "urn:pulumi:prod::keys::random:index:Id::x", custom: true, id: "x", type: "random:index:Id" };
  return JSON.stringify({ version, deployment: { manifest: {}, resources: [stack, other, ...resources] } }, null, 2);
}
