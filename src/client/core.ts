/** What the nouns share: sending, walking lists, and clocks. */
import { UnexpectedResponseError } from "../errors/index";
import type { Send } from "./call";
import type { CreateOnceDeps } from "./create-once";
import { walkPages } from "./pages";
import { withRaw } from "./wire";

/** What a noun is made of. */
export interface Core {
  readonly send: Send;
  readonly rawAnswers: boolean;
  readonly once: CreateOnceDeps;
  /** The API said when the user of a key (without one: of the client) ends, or that it has no end date. */
  readonly noteUserEnd: (apiKey: string | undefined, endDate: string | undefined) => void;
}

/** Walks a list of objects that have an id. */
export function listOf<T extends { id: string }>(
  core: Core,
  what: { doing: string; path: string; query?: Record<string, string | undefined> },
  read: (item: unknown) => T,
): AsyncGenerator<T> {
  return walkPages(
    async (page) => {
      const query = {
        ...what.query,
        ...(page === undefined ? {} : { offset: String(page.offset), limit: String(page.limit) }),
      };
      return (await core.send({ doing: what.doing, kind: "read", method: "GET", path: what.path, query })).json;
    },
    (item) => withRaw(read(item), item, core.rawAnswers),
    (item) => item.id,
    () =>
      new UnexpectedResponseError(`Could not ${what.doing}: the answer is no list`, {
        remedy: "Check baseUrl: something other than the DigiCert ONE API may have answered.",
      }),
  );
}

/** A path with ids in it, each encoded. */
export function pathOf(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}
