/** What an error tells the person who reads it. */

const WORDS: readonly (readonly [string, RegExp])[] = [
  ["unverified", /does not prove that it is gone/],
  ["proxy", /the proxy \S+ answered \d+ to CONNECT/],
  [
    "unexpected answer",
    /something other than the DigiCert ONE API may have answered|not of the DigiCert ONE API|nothing that the DigiCert ONE API would say/,
  ],
  ["is gone", /is gone\. Run `pulumi up --refresh`/],
  ["one key only", /does not let one user make a key for another/],
  ["key not accepted", /does not accept it|refuses it \(401\)/],
  ["role missing", /lacks a role/],
  ["name taken", /is taken, but by something|Choose another name|changed by somebody else/],
  [
    "invalid request",
    /the same request will be refused again|A key may not outlive its service user|refuses to move the end/,
  ],
  ["not found", /It was deleted, or this key cannot see it|There is no (service )?user/],
];

/** The first thing that an error says; all of it where that is nothing known. */
export const wordOf = (message: string): string => WORDS.find(([, says]) => says.test(message))?.[0] ?? message;

/** Whether it sends somebody to give a role. */
export const namesRole = (message: string): boolean => /lacks? a role|permission to manage users/.test(message);

/** Whether it ends with something to do. */
export const saysHow = (message: string): boolean =>
  /\b(Run|[Cc]heck|Correct|Choose|Add|Change|Create|Set|set|Give|Look for|the tenant allows)\b[^.]*\./.test(message);
