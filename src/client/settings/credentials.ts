/** API keys and client certificates, from texts and files; refuses those that no call could be made with. */

import { readFileSync } from "node:fs";
import { codeOf } from "../../basics/unknown";
import { ConfigurationError, registerSecret } from "../../errors/index";
import { badSetting, type Get, placesOf, type SettingName } from "./settings-table";
import { splitList } from "./split-list";
import { hasClientCertificate, type TlsMaterial } from "./tls";

/** Refuses settings with which no call could be made. */
export function requireCredentials(apiKeys: readonly string[], tls: TlsMaterial): void {
  if (apiKeys.length > 0 || hasClientCertificate(tls)) return;
  throw new ConfigurationError("No API key is set", {
    property: "apiKey",
    remedy: `Set it as ${placesOf("apiKey")}.`,
  });
}

/** Refuses `certificateAlone` without a certificate. */
export function requireCertificate(tls: TlsMaterial): void {
  if (hasClientCertificate(tls)) return;
  throw new ConfigurationError("certificateAlone is true, but no client certificate is set", {
    property: "certificateAlone",
    remedy: `Set clientCert and clientKey (or clientPfx), or take certificateAlone out. It is set as ${placesOf("certificateAlone")}.`,
  });
}

/** The API keys, each once. */
export function readKeys(get: Get): string[] {
  const several = get("apiKeys");
  const list = splitList(several ?? "");
  if (list === undefined) throw badSetting("apiKeys", "starts like a JSON array of texts and is none");
  const keys = [get("apiKey"), ...list];
  const unique = [...new Set(keys.filter((key) => key !== undefined))];
  for (const key of unique) {
    registerSecret(key);
    if (!isKey(key)) throw badSetting("apiKey", NO_KEY);
  }
  return unique;
}

const NO_KEY = "holds a space, a line end or another character that no key has";

/** Whether a text can be sent as a key: a header holds visible ASCII only; a line end inside would be another header. */
const isKey = (key: unknown): boolean => typeof key === "string" && /^[\x21-\x7e]+$/.test(key);

/** Refuses keys that code passes beside the settings and that no header could hold. */
export function requireKeys(...keys: readonly unknown[]): void {
  if (keys.every(isKey)) return;
  throw new ConfigurationError(`apiKey is empty, or ${NO_KEY}`, {
    property: "apiKey",
    remedy: "Pass the value of the key as it was made. No call was made.",
  });
}

/** The client certificate, if there is one, and the authority to trust. */
export function readTls(get: Get): TlsMaterial {
  const cert = readPem(get, "clientCert");
  const key = readPem(get, "clientKey");
  const pfxText = get("clientPfx");
  if (pfxText !== undefined && (cert !== undefined || key !== undefined)) {
    throw badSetting("clientPfx", "cannot be combined with clientCert and clientKey: give one of the two");
  }
  if (cert !== undefined && key === undefined) {
    throw new ConfigurationError("clientCert is set without clientKey", {
      property: "clientKey",
      remedy: `Set the private key as ${placesOf("clientKey")}.`,
    });
  }
  if (key !== undefined && cert === undefined) {
    throw new ConfigurationError("clientKey is set without clientCert", {
      property: "clientCert",
      remedy: `Set the certificate as ${placesOf("clientCert")}.`,
    });
  }
  registerSecret(key);
  return {
    cert,
    key,
    pfx: pfxText === undefined ? undefined : readPfx(pfxText),
    passphrase: get("clientCertPassword"),
    ca: readPem(get, "caCert"),
  };
}

function readPem(get: Get, name: SettingName): string | undefined {
  const value = get(name);
  if (value === undefined) return undefined;
  // Environment variables often carry line ends as \n.
  if (value.includes("-----BEGIN")) return value.includes("\n") ? value : value.replace(/\\n/g, "\n");
  return readFile(name, value).toString("utf8");
}

function readPfx(value: string): Buffer {
  // PKCS#12 is DER and starts with 0x30, "MI" in base64; no path is that long without a dot or a slash.
  if (/^MI[A-Za-z0-9+/=\s]{200,}$/.test(value)) return Buffer.from(value, "base64");
  return readFile("clientPfx", value);
}

function readFile(name: SettingName, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    // A key given by content, broken in transit, would be shown as a path: so no secret setting shows its value.
    throw badSetting(name, `is neither the content nor a readable path (${codeOf(error) || "unreadable"})`, path);
  }
}
