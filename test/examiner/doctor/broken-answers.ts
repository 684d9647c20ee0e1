/** What breaks in the API's responses: maintenance, gateways, clocks, keys, roles. */
import { answers, clockApart, emulator, faulty, foreign, KEY, keyWith, type Row, settingsOf } from "./broken-world";

export const brokenAnswers: readonly Row[] = [
  {
    title: "a server that never answers",
    broken: () => faulty({ kind: "stall" }, { DIGICERT_ONE_TIMEOUT_SECONDS: "0.2" }),
    cause: "api",
    found: /did not answer within/,
    remedy: /proxy/,
  },
  {
    title: "maintenance, as the API announces it",
    broken: () => faulty({ kind: "status", status: 503, retryAfter: 1200 }),
    cause: "api",
    found: /answered 503 service_unavailable/,
    remedy: /maintenance.*tried again in 20 min/,
  },
  {
    title: "maintenance, as a gateway shows it",
    broken: () => faulty({ kind: "html", status: 503 }),
    cause: "api",
    found: /answered 503/,
    remedy: /maintenance/,
  },
  {
    title: "maintenance, as a page that says when to come back",
    broken: () => answers(503, "text/html", "<h1>Maintenance</h1>", { "retry-after": "600" }),
    cause: "api",
    found: /answered 503: "Maintenance"/,
    remedy: /maintenance.*tried again in 10 min/,
  },
  {
    title: "a page for people that is served with 200",
    broken: () => answers(200, "text/html", "<h1>Sign in</h1>"),
    cause: "api",
    found: /answered 200 with 16 characters of text\/html that are no JSON/,
    remedy: /Check baseUrl/,
  },
  {
    title: "JSON of something else, served with 200",
    broken: () => answers(200, "application/json", '{"login":"https://login.example.com"}'),
    cause: "api",
    found: /answered 200 with no user in it/,
    remedy: /Check baseUrl/,
  },
  {
    title: "200 without a body",
    broken: () => answers(200, "application/json", ""),
    cause: "api",
    found: /answered 200 with no user in it/,
    remedy: /Check baseUrl/,
  },
  {
    title: "JSON that is cut off",
    broken: () => answers(200, "application/json", '{"id":"x","friendly'),
    cause: "api",
    found: /that are no JSON/,
    remedy: /Check baseUrl/,
  },
  {
    title: "a body that does not end",
    broken: async () => {
      const { env } = await foreign((_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "900" });
        response.write('{"id":');
      });
      return { env: { ...env, DIGICERT_ONE_TIMEOUT_SECONDS: "0.2" } };
    },
    cause: "api",
    found: /did not answer within/,
    remedy: /timeoutSeconds/,
  },
  {
    title: "a redirect to a page to sign in at",
    broken: () => answers(301, "text/html", "", { location: "https://login.example.com/saml?from=x" }),
    cause: "api",
    found: /answered 301 with a redirect to https:\/\/login\.example\.com, which is not followed/,
    remedy: /Check baseUrl/,
  },
  {
    title: "a firewall for the web that blocks",
    broken: () => answers(403, "text/html", "blocked"),
    cause: "api",
    found: /answered 403 with something that is not of the DigiCert ONE API/,
    remedy: /Check baseUrl/,
  },
  {
    title: "an address with a path of its own",
    broken: async () => {
      const { url, apiKey } = await emulator();
      return { env: settingsOf({ url: `${url}/somewhere`, apiKey }) };
    },
    cause: "api",
    found: /answered 404 resource_not_found/,
    remedy: /without a path of its own/,
  },
  {
    title: "too many calls",
    broken: () => faulty({ kind: "status", status: 429, retryAfter: 30 }),
    cause: "api",
    found: /answered 429/,
    remedy: /Too many calls/,
  },
  {
    title: "a page where the API should be",
    broken: async () => ({ env: settingsOf(await emulator({ variants: ["another-host"] })) }),
    cause: "api",
    found: /answered 404 with something that is not of the DigiCert ONE API/,
    remedy: /Check baseUrl/,
  },
  {
    title: "a gateway's own 401",
    broken: () => faulty({ kind: "foreign", status: 401, form: "json" }),
    cause: "api",
    found: /answered 401 with something that is not of/,
    remedy: /Check baseUrl/,
  },
  {
    title: "half an answer",
    broken: () => faulty({ kind: "truncate" }),
    cause: "api",
    found: /could not be read|broke|no JSON/,
    remedy: /proxy/,
  },
  {
    title: "a clock that is two days behind",
    broken: () => clockApart(48),
    cause: "clock",
    found: /2 days behind the API's/,
    remedy: /set this machine's clock.*DIGICERT_ONE_AS_OF=\d{4}-\d\d-\d\d/,
  },
  {
    title: "a clock that is two days ahead",
    broken: () => clockApart(-48),
    cause: "clock",
    found: /2 days ahead of the API's/,
    remedy: /set this machine's clock/,
  },
  {
    title: "a wrong key",
    broken: async () => ({ env: settingsOf(await emulator(), KEY) }),
    cause: "key",
    found: /answered 401 invalid_api_key/,
    remedy: /Is it complete, enabled, not past its end date/,
  },
  {
    title: "a key in quotation marks",
    broken: async () => {
      const server = await emulator();
      return { env: settingsOf(server, { DIGICERT_ONE_API_KEY: `"${server.apiKey}"` }) };
    },
    cause: "key",
    found: /answered 401/,
    remedy: /^apiKey begins and ends with a quotation mark: take both off/,
  },
  {
    title: "a demo key at a production host",
    broken: async () => ({ env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_ENVIRONMENT: "production" }) }),
    cause: "key",
    found: /answered 401/,
    remedy: /A demo key never works here, nor does one of another region/,
  },
  {
    title: "a production key at a demo host",
    broken: async () => ({ env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_ENVIRONMENT: "demo" }) }),
    cause: "key",
    found: /answered 401/,
    remedy: /A production key never works here/,
  },
  {
    title: "a key past the end that apiKeyEndDate names",
    broken: async () => ({
      env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_API_KEY_END_DATE: "2020-01-31" }),
    }),
    cause: "key",
    found: /answered 401/,
    remedy: /reached its end date, 2020-01-31/,
  },
  {
    title: "two keys, neither of them good",
    broken: async () => ({
      env: { DIGICERT_ONE_BASE_URL: (await emulator()).url, DIGICERT_ONE_API_KEYS: "canary-key-1111,canary-key-2222" },
    }),
    cause: "key",
    found: /does not accept 2 of 2 keys/,
    remedy: /Is it complete/,
  },
  {
    title: "a user without a role",
    broken: () => keyWith(),
    cause: "me",
    found: /may not even look at itself \(403\)/,
    remedy: /a role of Account Manager/,
  },
  {
    title: "a user whose role sees no users",
    broken: () => keyWith("Auditor"),
    cause: "users",
    found: /may not be listed/,
    remedy: /"View users"/,
  },
  {
    title: "a list that is none",
    broken: () => faulty({ kind: "html", status: 502, match: { path: "/user" } }),
    cause: "users",
    found: /answered 502/,
    remedy: /Try again later/,
  },
];
