import type { Chance } from "../core/random";
import type { Rules } from "../core/variants";
import type { ListName, RouteResponse } from "./router";

/** The page size of the envelope when the caller names none and the emulator was given none. */
const DEFAULT_PAGE_SIZE = 20;

/** Whether a list comes in the envelope: by `--page-size`, or by a variant. */
export function isPaged(rules: Rules, pageSize: number | undefined, name: ListName): boolean {
  const all = ["paged-lists", "envelope-items"].some((variant) => rules.on(variant));
  return pageSize !== undefined || all || (name === "tokens" && rules.on("token-list-bare"));
}

/** Makes the responses of lists: in an order that the seed shuffled, bare or in pages. */
export function createLister(rules: Rules, chance: Chance, pageSize: number | undefined) {
  return (
    items: readonly { readonly id: string }[],
    wire: (index: number) => unknown,
    name: ListName,
    query: Readonly<Record<string, string | undefined>>,
  ): RouteResponse => {
    const order = items.map((item, index) => ({ index, rank: name === "audit" ? index : chance.rank(item.id) }));
    order.sort((a, b) => a.rank - b.rank);
    if (!isPaged(rules, pageSize, name)) return { status: 200, body: order.map(({ index }) => wire(index)) };
    const most = pageSize ?? DEFAULT_PAGE_SIZE;
    const offset = Number(query.offset ?? 0);
    const limit = Math.min(Math.max(1, Number(query.limit ?? most)), most);
    const page = order.slice(offset, offset + limit).map(({ index }) => wire(index));
    const envelope = rules.on("envelope-items") ? "records" : "items";
    return { status: 200, body: { [envelope]: page, total: order.length, offset, limit } };
  };
}
