/**
 * The engine's property values and their three outer forms: on the wire to the program, on the wire to the provider
 * (no secrets, no references) and in a deployment file. The signature constants are Pulumi's
 * (sdk/go/common/resource/sig and properties.go).
 */
import { isRecord, shownText } from "../../basics/unknown";
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const REFERENCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A value that must not be shown and is encrypted in state. */
export class Secret {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A value that only the next update will know. */
export class Unknown {}
export const unknown = new Unknown();

/** A resource passed as a value. */
export class Reference {
  readonly urn: string;
  readonly id: Value | undefined;
  readonly packageVersion: string;
  constructor(urn: string, id: Value | undefined, packageVersion: string) {
    this.urn = urn;
    this.id = id;
    this.packageVersion = packageVersion;
  }
}

export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value }
  | Secret
  | Unknown
  | Reference;
export type Properties = Record<string, Value>;

/** Plain JSON, as it stands in a protobuf Struct or a deployment file. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Refused by name: what this engine leaves to Pulumi's own. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
  constructor(what: string) {
    super(`the embedded engine does not support ${what}; run this program with the Pulumi CLI`);
  }
}

export function isPropertyMap(value: Value | undefined): value is { readonly [key: string]: Value } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown) &&
    !(value instanceof Reference)
  );
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is JsonObject {
  return isRecord(value);
}

function mapObject<A, B>(source: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  const result: Record<string, B> = {};
  for (const [key, value] of Object.entries(source)) result[key] = change(value);
  return result;
}

/** Reads what the program or a provider sent. */
export function fromWire(json: Json): Value {
  if (json === UNKNOWN_TEXT) return unknown;
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(fromWire);
  const signature = json[SIGNATURE_KEY];
  if (signature === undefined) return mapObject(json, fromWire);
  return fromSigned(json, signature);
}

function fromSigned(json: JsonObject, signature: Json): Value {
  switch (signature) {
    case SECRET_SIGNATURE:
      return asSecret(fromWire(json.value ?? null));
    case OUTPUT_SIGNATURE: {
      const inner = json.value === undefined ? unknown : fromWire(json.value);
      return json.secret === true ? asSecret(inner) : inner;
    }
    case REFERENCE_SIGNATURE: {
      const version = typeof json.packageVersion === "string" ? json.packageVersion : "";
      return new Reference(shownText(json.urn), json.id === undefined ? undefined : fromWire(json.id), version);
    }
    case ASSET_SIGNATURE:
      throw new UnsupportedError("assets");
    case ARCHIVE_SIGNATURE:
      throw new UnsupportedError("archives");
    default:
      throw new UnsupportedError(`values with the signature ${shownText(signature)}`);
  }
}

export function propertiesFromWire(json: JsonObject | undefined): Properties {
  return json === undefined ? {} : mapObject(json, fromWire);
}

/** Nested secrets collapse: a secret of a secret is a secret. */
export function asSecret(value: Value): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

/** What a provider is sent: no secrets, no references, unknown values as the marker text. */
export function toProvider(value: Value): Json {
  if (value instanceof Secret) return toProvider(value.value);
  if (value instanceof Unknown) return UNKNOWN_TEXT;
  if (value instanceof Reference) return value.id === undefined ? value.urn : toProvider(value.id);
  if (isList(value)) return value.map(toProvider);
  if (isPropertyMap(value)) return mapObject(value, toProvider);
  return value;
}

/** What a provider is sent that takes secrets: they stay marked; references are ids. */
export function toPlugin(value: Value): Json {
  if (value instanceof Secret) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: toPlugin(value.value) };
  if (isList(value)) return value.map(toPlugin);
  if (isPropertyMap(value)) return mapObject(value, toPlugin);
  return toProvider(value);
}

/** What the program is sent: secrets and references stay marked. */
export function toProgram(value: Value): Json {
  if (value instanceof Secret) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: toProgram(value.value) };
  if (value instanceof Unknown) return UNKNOWN_TEXT;
  if (value instanceof Reference) return referenceJson(value, toProgram);
  if (isList(value)) return value.map(toProgram);
  if (isPropertyMap(value)) return mapObject(value, toProgram);
  return value;
}

function referenceJson(value: Reference, change: (inner: Value) => Json): JsonObject {
  const json: JsonObject = { [SIGNATURE_KEY]: REFERENCE_SIGNATURE, urn: value.urn };
  if (value.id !== undefined) json.id = change(value.id);
  if (value.packageVersion !== "") json.packageVersion = value.packageVersion;
  return json;
}

/** What a deployment file holds; `encrypt` is given the secret and its plain JSON text. */
export function toState(value: Value, encrypt: (secret: Secret, plaintext: string) => JsonObject): Json {
  if (value instanceof Secret) {
    const sealed = encrypt(value, JSON.stringify(toState(value.value, encrypt)));
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, ...sealed };
  }
  if (value instanceof Unknown) return UNKNOWN_TEXT;
  if (value instanceof Reference) return referenceJson(value, (inner) => toState(inner, encrypt));
  if (isList(value)) return value.map((item) => toState(item, encrypt));
  if (isPropertyMap(value)) return mapObject(value, (item) => toState(item, encrypt));
  return value;
}

/** Reads a deployment file, or a saved plan, which may hold unknown values; `decrypt` is given an object with `ciphertext` or `plaintext`. */
export function fromState(
  json: Json,
  decrypt: (sealed: JsonObject) => { plaintext: string; ciphertext?: string },
): Value {
  if (json === UNKNOWN_TEXT) return unknown;
  const into = (item: Json): Value => fromState(item, decrypt);
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(into);
  const signature = json[SIGNATURE_KEY];
  if (signature === undefined) return mapObject(json, into);
  // Only resources of other packages have them, and no run uses those: kept as they stand.
  if (signature === ASSET_SIGNATURE || signature === ARCHIVE_SIGNATURE) return mapObject(json, into);
  if (signature !== SECRET_SIGNATURE) return fromSigned(json, signature);
  const opened = decrypt(json);
  return asSecret(into(parsed(opened.plaintext)));
}

/** The parser's own message quotes the text, which is a secret. */
function parsed(plaintext: string): Json {
  try {
    return JSON.parse(plaintext);
  } catch {
    throw new Error("a secret of the state holds no JSON text: export the stack again");
  }
}

export function unwrapSecrets(value: Value): Value {
  if (value instanceof Secret) return unwrapSecrets(value.value);
  if (isList(value)) return value.map(unwrapSecrets);
  if (isPropertyMap(value)) return mapObject(value, unwrapSecrets);
  return value;
}

export function hasSecret(value: Value): boolean {
  if (value instanceof Secret) return true;
  if (isList(value)) return value.some(hasSecret);
  return isPropertyMap(value) && Object.values(value).some(hasSecret);
}

export function hasUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Secret) return hasUnknown(value.value);
  if (value instanceof Reference) return value.id instanceof Unknown;
  if (isList(value)) return value.some(hasUnknown);
  return isPropertyMap(value) && Object.values(value).some(hasUnknown);
}

/** Deep equality; a secret equals only a secret. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a instanceof Secret || b instanceof Secret) {
    return a instanceof Secret && b instanceof Secret && equal(a.value, b.value);
  }
  if (a instanceof Reference || b instanceof Reference) {
    return a instanceof Reference && b instanceof Reference && a.urn === b.urn && equal(a.id, b.id);
  }
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isPropertyMap(a) || !isPropertyMap(b)) return a instanceof Unknown && b instanceof Unknown;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/**
 * A dynamic provider sees no secrets, so what it returns under the name of a secret input is secret again
 * (provider_plugin.go, annotateSecrets).
 */
export function carrySecrets(outputs: Properties, inputs: Readonly<Properties>): Properties {
  const result: Properties = { ...outputs };
  for (const [key, input] of Object.entries(inputs)) {
    const output = result[key];
    if (output === undefined) continue;
    if (isPropertyMap(output) && isPropertyMap(input)) result[key] = carrySecrets(output, input);
    else if (!(output instanceof Secret) && hasSecret(input)) result[key] = new Secret(output);
  }
  return result;
}
