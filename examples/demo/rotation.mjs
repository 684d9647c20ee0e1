/**
 * Weeks in the life of a pair: `pulumi up` every Monday, two consumers that call every day. `build` reads the key right after each
 * run, `shop` on Thursdays only. `npm run demo` tells it, and the README's picture of a rotation is drawn from it.
 */
import { addDays } from "./tenant.mjs";

const NICKNAME = "app-prod";

/** @returns the names that the keys of the pair get as they appear: A, B, … */
function lettering() {
  const names = [];
  return (name) => {
    if (!names.includes(name)) names.push(name);
    return String.fromCharCode(65 + names.indexOf(name));
  };
}

/** A diary: plays days one after the other, and keeps what happened on each. */
export function diary({ stack, tenant }) {
  const letter = lettering();
  const consumers = { build: undefined, shop: undefined };
  const days = [];
  const values = new Set();

  const read = async () => {
    const { apiKey, keyName } = await stack.outputs();
    values.add(apiKey.value);
    return { value: apiKey.value, name: keyName.value };
  };

  /** What a run did to the keys, as DigiCert ONE shows it. */
  const changes = (before, after) => [
    ...after.filter(({ name }) => !before.some((key) => key.name === name)).map(({ name }) => `makes ${letter(name)}`),
    ...after
      .filter(({ name, enabled }) => !enabled && before.some((key) => key.name === name && key.enabled))
      .map(({ name }) => `disables ${letter(name)}`),
    ...before
      .filter(({ name }) => !after.some((key) => key.name === name))
      .map(({ name }) => `deletes ${letter(name)}`),
  ];

  const runNow = async (up) => {
    const before = await tenant.keysOf(NICKNAME);
    const result = await up();
    const did = changes(before, await tenant.keysOf(NICKNAME));
    consumers.build = await read();
    return { result, did };
  };

  return {
    days,
    /** Every value that a consumer read. */
    values,
    consumers,
    /** A run at another time than Monday morning; `build` reads the key after it. */
    runNow,
    /** One day. `up` is what runs on it, `shopReads` whether `shop` reads the key. */
    async play(day, { up, shopReads = false }) {
      await tenant.setDay(day);
      const run = up === undefined ? undefined : await runNow(up);
      if (shopReads || consumers.shop === undefined) consumers.shop = await read();
      const calls = {};
      for (const [name, { value, name: key }] of Object.entries(consumers)) {
        calls[name] = { key: letter(key), status: await tenant.use(value) };
      }
      const keys = (await tenant.keysOf(NICKNAME)).map((key) => ({ ...key, letter: letter(key.name) }));
      const entry = { day, run, calls, keys };
      days.push(entry);
      return entry;
    },
    /** Seven days from a Monday on. */
    async week(monday, up) {
      const entries = [];
      for (let n = 0; n < 7; n++) {
        entries.push(await this.play(addDays(monday, n), { up: n === 0 ? up : undefined, shopReads: n === 3 }));
      }
      return entries;
    },
  };
}

/** The keys that work on a day: enabled, and not past their end. */
export const working = ({ day, keys }) => keys.filter(({ enabled, endDate }) => enabled && endDate >= day);
