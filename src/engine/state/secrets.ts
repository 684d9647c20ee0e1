import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { JsonObject, Secret } from "../model/values";

/**
 * Pulumi's passphrase secrets, byte for byte, so that a state moves to a real CLI and back
 * (pkg/secrets/passphrase and sdk/go/common/resource/config/crypt.go): AES-256-GCM with a key from PBKDF2-SHA-256,
 * 1,000,000 rounds, salt of 8 bytes; `v1:<nonce>:<ciphertext and tag>`; the stored salt carries an encrypted check word.
 */
const ITERATIONS = 1_000_000;
const CHECK_WORD = "pulumi";
const deriveKey = promisify(pbkdf2);

/** Deriving a key takes a good half second on purpose: once per passphrase and salt in a process. */
const keys = new Map<string, Promise<Buffer>>();
/** New stacks of one process under one passphrase share a salt, so that a test run derives one key, not hundreds. */
const newSalts = new Map<string, string>();

function keyFor(passphrase: string, salt: string): Promise<Buffer> {
  const name = `${salt}\u0000${passphrase}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = deriveKey(passphrase, Buffer.from(salt, "base64"), ITERATIONS, 32, "sha256");
    keys.set(name, key);
  }
  return key;
}

export class Crypter {
  /** As stored under `secrets_providers.state.salt`. */
  readonly salt: string;
  readonly #key: Buffer;
  readonly #sealed = new WeakMap<Secret, { plaintext: string; ciphertext: string }>();

  private constructor(key: Buffer, salt: string) {
    this.#key = key;
    this.salt = salt;
  }

  /** @param stored the salt text of an existing state; without one a new salt is made */
  static async open(passphrase: string, stored?: string): Promise<Crypter> {
    if (stored === undefined) {
      let salt = newSalts.get(passphrase);
      if (salt === undefined) {
        salt = randomBytes(8).toString("base64");
        newSalts.set(passphrase, salt);
      }
      const key = await keyFor(passphrase, salt);
      return new Crypter(key, `v1:${salt}:${seal(key, CHECK_WORD)}`);
    }
    const [version, salt, ...check] = stored.split(":");
    if (version !== "v1" || salt === undefined) throw new Error("the state's secrets salt has an unknown form");
    const key = await keyFor(passphrase, salt);
    if (tryUnseal(key, check.join(":")) !== CHECK_WORD)
      throw new Error("incorrect passphrase for this stack's secrets");
    return new Crypter(key, stored);
  }

  /** An unchanged secret keeps its ciphertext, so that an unchanged state stays the same text. */
  encrypt(secret: Secret, plaintext: string): JsonObject {
    const known = this.#sealed.get(secret);
    if (known?.plaintext === plaintext) return { ciphertext: known.ciphertext };
    const ciphertext = seal(this.#key, plaintext);
    this.#sealed.set(secret, { plaintext, ciphertext });
    return { ciphertext };
  }

  decrypt(sealed: JsonObject): { plaintext: string } {
    if (typeof sealed.plaintext === "string") return { plaintext: sealed.plaintext };
    if (typeof sealed.ciphertext !== "string") throw new Error("a secret of the state holds neither text");
    const plaintext = tryUnseal(this.#key, sealed.ciphertext);
    if (plaintext === undefined)
      throw new Error("a secret of the state does not open: it was sealed with another passphrase, or is damaged");
    return { plaintext };
  }
}

function seal(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${body.toString("base64")}`;
}

function unseal(key: Buffer, text: string): string {
  const [version, nonce, body] = text.split(":");
  if (version !== "v1" || nonce === undefined || body === undefined)
    throw new Error("a ciphertext has an unknown form");
  const bytes = Buffer.from(body, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}

function tryUnseal(key: Buffer, text: string): string | undefined {
  try {
    return unseal(key, text);
  } catch {
    return undefined;
  }
}
