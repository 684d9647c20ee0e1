/** What breaks in the settings, before anything is asked. */
import { ca, KEY, type Row, secure } from "./broken-world";

export const brokenSettings: readonly Row[] = [
  {
    title: "no key",
    broken: async () => ({ env: {} }),
    cause: "settings",
    found: /No API key is set/,
    remedy: /DIGICERT_ONE_API_KEY/,
  },
  {
    title: "a misspelt setting",
    broken: async () => ({ env: { DIGICERT_ONE_APIKEY: "canary-key-0123456789" } }),
    cause: "names",
    found: /Did you mean DIGICERT_ONE_API_KEY/,
    remedy: /Rename/,
  },
  {
    title: "a region and an address that contradict each other",
    broken: async () => ({
      env: { ...KEY, DIGICERT_ONE_ENVIRONMENT: "demo", DIGICERT_ONE_BASE_URL: "https://one.nl.digicert.com" },
    }),
    cause: "settings",
    found: /which is production, but environment says demo/,
    remedy: /a key of one place never works in the other/,
  },
  {
    title: "settings that are all empty",
    broken: async () => ({ env: { DIGICERT_ONE_API_KEY: "", DIGICERT_ONE_REGION: " ", DIGICERT_ONE_BASE_URL: "" } }),
    cause: "settings",
    found: /No API key is set/,
    remedy: /DIGICERT_ONE_API_KEY/,
  },
  {
    title: "two keys in one setting, a line each",
    broken: async () => ({ env: { DIGICERT_ONE_API_KEY: "canary-key-1111\ncanary-key-2222" } }),
    cause: "settings",
    found: /apiKey holds a space, a line end/,
    remedy: /DIGICERT_ONE_API_KEY/,
  },
  {
    title: "a host without a scheme",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: "one.digicert.com" } }),
    cause: "settings",
    found: /is no URL/,
    remedy: /with its scheme/,
  },
  {
    title: "the host for client certificates, and none is set",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: "https://clientauth.one.digicert.com" } }),
    cause: "settings",
    found: /asks for a client certificate, but none is set/,
    remedy: /Use one\.digicert\.com with an API key/,
  },
  {
    title: "an authority that is not where its path says",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_CA_CERT: "/nowhere/ca.pem" } }),
    cause: "settings",
    found: /caCert .* neither the content nor a readable path/,
    remedy: /DIGICERT_ONE_CA_CERT/,
  },
  {
    title: "an authority that cannot be read",
    broken: () => secure({ DIGICERT_ONE_CA_CERT: ca.cert.replace(/\n[^\n]+\n/, "\n") }),
    cause: "authority",
    found: /caCert is no PEM certificate/,
    remedy: /the certificate of an authority/,
  },
];
