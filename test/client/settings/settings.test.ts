import { describe, expect, it } from "vitest";
import { parseRateLimits, resolveSettings, settingsTable } from "../../../src/client/index";
import { type ConfigurationError, isConfigurationError } from "../../../src/errors/index";

type Values = Record<string, string>;

const resolve = (config: Values, env: Values = {}) => resolveSettings({ config: (name) => config[name], env });

function refusal(config: Values, env: Values = {}): ConfigurationError {
  try {
    resolve(config, env);
  } catch (error) {
    if (isConfigurationError(error)) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const key = { apiKey: "key-number-1" };
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
const PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----";
const settingEnv = (name: string): string => settingsTable.find((row) => row.name === name)?.env ?? "";

describe("settings", () => {
  it("are all in one table, with environment names that follow from the names", () => {
    expect(settingsTable.map((row) => `${row.name} ${row.env} ${row.default}`.trim())).toMatchSnapshot();
    for (const row of settingsTable) expect(row.text.length).toBeGreaterThan(10);
  });

  it("prefer arguments and stack config to the environment, and treat blank as absent", () => {
    expect(resolve({ ...key, region: "nl" }, { DIGICERT_ONE_REGION: "jp" }).host).toBe("one.nl.digicert.com");
    expect(resolve({ ...key, region: " " }, { DIGICERT_ONE_REGION: "jp" }).host).toBe("one.digicert.co.jp");
    expect(resolve({}, { DIGICERT_ONE_API_KEY: "key-number-2" }).apiKeys).toEqual(["key-number-2"]);
  });

  it("never read DIGICERT_API_KEY, which belongs to another host", () => {
    const error = refusal({}, { DIGICERT_API_KEY: "key-number-1" });
    expect(error.property).toBe("apiKey");
    for (const place of [
      "Provider argument apiKey",
      "pulumi config set --secret digicert-one:apiKey",
      "DIGICERT_ONE_API_KEY",
    ]) {
      expect(error.message).toContain(place);
    }
  });

  it("lead to the host of each region and environment, with clientauth. by itself for a client certificate", () => {
    const all = ["us", "ch", "jp", "nl"].flatMap((region) =>
      ["production", "demo"].map((environment) => resolve({ ...key, region, environment }).host),
    );
    expect(all).toMatchSnapshot();
    const pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
    const certificate = { clientCert: pem, clientKey: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----" };
    expect(resolve({ ...certificate, region: "ch" }).baseUrl).toBe("https://clientauth.one.ch.digicert.com");
    expect(resolve({ ...certificate, baseUrl: "https://one.digicert.com" }).host).toBe("clientauth.one.digicert.com");
    expect(resolve({ ...certificate, baseUrl: "https://one.example.com" }).host).toBe("one.example.com");
  });

  it("let baseUrl win over region and environment, with or without the API's path", () => {
    expect(resolve({ ...key, region: "nl", baseUrl: "https://one.example.com/x/account/api/v1/" }).baseUrl).toBe(
      "https://one.example.com/x",
    );
    expect(resolve({ ...key, baseUrl: "http://127.0.0.1:8080" }).baseUrl).toBe("http://127.0.0.1:8080");
    expect(resolve({ ...key, baseUrl: "http://[::1]:8080" }).host).toBe("[::1]:8080");
    expect(resolve({ ...key, baseUrl: "https://demo.one.digicert.com" }).environment).toBe("demo");
  });

  it.each<readonly [string, Values, string, RegExp]>([
    ["an unknown region, listing those that there are", { ...key, region: "mars" }, "region", /"mars".*us, ch, jp, nl/],
    ["an unknown environment", { ...key, environment: "staging" }, "environment", /production, demo/],
    [
      "demo on a production host",
      { ...key, baseUrl: "https://one.digicert.com", environment: "demo" },
      "environment",
      /which is production/,
    ],
    [
      "another region's host",
      { ...key, baseUrl: "https://one.ch.digicert.com", region: "us" },
      "region",
      /which is ch/,
    ],
    ["plain http to another machine", { ...key, baseUrl: "http://one.example.com" }, "baseUrl", /not https/],
    ["a base URL without a scheme", { ...key, baseUrl: "one.example.com" }, "baseUrl", /no URL/],
    [
      "a password in the base URL",
      { ...key, baseUrl: "https://u:secretword@one.example.com" },
      "baseUrl",
      /holds a user/,
    ],
    [
      "clientauth. without a certificate",
      { ...key, baseUrl: "https://clientauth.one.digicert.com" },
      "baseUrl",
      /Use one.digicert.com/,
    ],
    ["a key with a line end inside", { apiKey: "key\nx-evil: 1" }, "apiKey", /line end/],
    [
      "a certificate without its key",
      { ...key, clientCert: "-----BEGIN CERTIFICATE-----" },
      "clientKey",
      /without clientKey/,
    ],
    [
      "a key without its certificate",
      { ...key, clientKey: "-----BEGIN PRIVATE KEY-----" },
      "clientCert",
      /without clientCert/,
    ],
    ["a file that is not there", { ...key, caCert: "/nowhere/ca.pem" }, "caCert", /\/nowhere\/ca.pem.*ENOENT/],
    [
      "PEM and PKCS#12 together",
      { ...key, clientPfx: "/nowhere", clientCert: "-----BEGIN CERTIFICATE-----" },
      "clientPfx",
      /combined/,
    ],
    [
      "a certificate that is to go alone where there is none",
      { ...key, certificateAlone: "true" },
      "certificateAlone",
      /no client certificate is set.*Set clientCert/,
    ],
    [
      "a flag that is neither",
      { ...key, certificateAlone: "maybe" },
      "certificateAlone",
      /"maybe" is neither true nor/,
    ],
    ["no number", { ...key, timeoutSeconds: "soon" }, "timeoutSeconds", /"soon"/],
    ["a capacity above 100", { ...key, capacityPercent: "101" }, "capacityPercent", /from 1 to 100/],
    ["impossible rate limits", { ...key, rateLimits: "100 per second" }, "rateLimits", /1000\/180s,100\/5s/],
    ["a day that does not exist", { ...key, apiKeyEndDate: "2027-02-30" }, "apiKeyEndDate", /no calendar day/],
    ["a broken list of keys, without showing it", { apiKeys: '["key-number-1"' }, "apiKeys", /JSON array/],
  ])("refuse %s", (_name, config, property, message) => {
    const error = refusal(config);
    expect(error.property).toBe(property);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secretword");
    expect(error.message).not.toContain("key-number-1");
    expect(error.message).toContain(`DIGICERT_ONE_`);
  });

  /** A valid value of each setting. */
  const values: Values = {
    ...{ region: "nl", environment: "demo", baseUrl: "https://one.example.com", formerHosts: "old.example.com" },
    ...{ apiKey: "key-number-1", apiKeys: "key-number-2", apiKeyEndDate: "2027-12-31" },
    ...{ clientCert: CERTIFICATE, clientKey: PRIVATE_KEY, clientPfx: `MI${"A".repeat(400)}` },
    ...{ clientCertPassword: "pass word", certificateAlone: "true", caCert: CERTIFICATE },
    ...{ timeoutSeconds: "5", maxRetrySeconds: "60", rateLimits: "5/2s", capacityPercent: "50" },
  };

  const others: Values = {
    ...{ baseUrl: "https://two.example.com", apiKey: "key-number-9" },
    ...{ clientCert: `${CERTIFICATE}\n${CERTIFICATE}`, clientKey: `${PRIVATE_KEY}\n${PRIVATE_KEY}` },
  };

  it.each(settingsTable.map((row) => [row.name, row.trimmed] as const))(
    "lose blanks and line ends at their ends where no valid value has them: %s (%s)",
    (name, isTrimmed) => {
      const value = values[name] ?? "";
      const certificate = { clientCert: CERTIFICATE, clientKey: PRIVATE_KEY };
      const need = name === "clientPfx" ? {} : /^(client|certificate)/.test(name) ? certificate : {};
      const place = ["region", "environment"].includes(name) ? {} : { baseUrl: "https://one.example.com" };
      const all = { ...key, ...need, ...place };
      const plain = JSON.stringify(resolve({ ...all, [name]: value }));
      const around = ` ${value}\t\r\n`;
      const inEnv = Object.entries({ ...all, [name]: around }).map(([each, text]) => [settingEnv(each), text]);
      expect(JSON.stringify(resolve({ ...all, [name]: around })) === plain).toBe(isTrimmed);
      expect(JSON.stringify(resolve({}, Object.fromEntries(inEnv))) === plain).toBe(isTrimmed);
      // Seen to count: with another value, the settings are others.
      expect(JSON.stringify(resolve({ ...all, [name]: others[name] ?? "" }))).not.toBe(plain);
    },
  );

  it.each([" pass word ", " ", "\ttab", "line end\n", "\u00a0"])("keep a password as it stands: %j", (password) => {
    expect(resolve({ ...key, clientCertPassword: password }).tls.passphrase).toBe(password);
    expect(resolve(key, { DIGICERT_ONE_CLIENT_CERT_PASSWORD: password }).tls.passphrase).toBe(password);
  });

  it("take an empty password for none, and numbers and flags of untyped code for texts", () => {
    expect(resolve({ ...key, clientCertPassword: "" }).tls.passphrase).toBeUndefined();
    const untyped = { ...key, timeoutSeconds: 5, certificateAlone: false, region: null } as unknown as Values;
    expect(resolve(untyped).timeoutSeconds).toBe(5);
    for (const value of [{}, [], () => "key", Symbol("key")]) {
      expect(refusal({ apiKey: value } as unknown as Values)).toMatchObject({ property: "apiKey" });
    }
  });

  it("keep the key beside a client certificate, unless that is to go alone", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
    const both = {
      ...{ ...key, apiKeyEndDate: "2027-12-31" },
      ...{ clientCert: pem, clientKey: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----" },
    };
    const together = { host: "clientauth.one.digicert.com", apiKeys: [key.apiKey], apiKeyEndDate: "2027-12-31" };
    expect(resolve(both)).toMatchObject(together);
    expect(resolve({ ...both, certificateAlone: "false" }, { DIGICERT_ONE_CERTIFICATE_ALONE: "true" })).toMatchObject(
      together,
    );
    const alone = { host: together.host, apiKeys: [], apiKeyEndDate: undefined };
    expect(resolve({ ...both, certificateAlone: "True" })).toMatchObject(alone);
    expect(resolve(both, { DIGICERT_ONE_CERTIFICATE_ALONE: "true" })).toMatchObject(alone);
  });

  it("take several keys in every form, each once", () => {
    const three = ["key-number-1", "key-number-2", "key-number-3"];
    expect(resolve({ apiKeys: three.join(",") }).apiKeys).toEqual(three);
    expect(resolve({ apiKeys: three.join(" \n") }).apiKeys).toEqual(three);
    expect(resolve({ apiKeys: JSON.stringify(three) }).apiKeys).toEqual(three);
    expect(resolve({ apiKey: "key-number-1", apiKeys: three.join(",") }).apiKeys).toEqual(three);
  });

  it("read rate limits", () => {
    expect(parseRateLimits("100/6s, 20/400ms,5/2m")).toEqual([
      { requests: 100, windowSeconds: 6 },
      { requests: 20, windowSeconds: 0.4 },
      { requests: 5, windowSeconds: 120 },
    ]);
    expect(parseRateLimits("OFF")).toEqual([]);
    for (const nonsense of ["", "100", "0/5s", "5/0s", "100/5h", "-1/5s"])
      expect(parseRateLimits(nonsense), nonsense).toBeUndefined();
    expect(resolve(key).rateLimits).toEqual([
      { requests: 1000, windowSeconds: 180 },
      { requests: 100, windowSeconds: 5 },
    ]);
  });
});
