/** A page as a browser's parser reads it. */
import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import type { PlanRow } from "../../../src/plan";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text in it, that of its descendants included. */
  readonly text: string;
  /** Everything in it, in the order of the page. */
  readonly inside: readonly Element[];
}

/** What stands in a page; `errors` are those that a parser reports and mends. */
export function parsed(markup: string): { readonly all: readonly Element[]; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const document = parse(markup, { onParseError: ({ code }) => errors.push(code) });
  return { all: elementsOf(document), errors };
}

function elementsOf(parent: Tree.ParentNode): Element[] {
  return parent.childNodes.flatMap((node) => {
    if (!("tagName" in node)) return [];
    const inside = elementsOf(node);
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
    return [{ name: node.tagName, attributes, text: textOf(node), inside }, ...inside];
  });
}

function textOf(node: Tree.ParentNode): string {
  return node.childNodes
    .map((child) => ("value" in child ? child.value : "childNodes" in child ? textOf(child) : ""))
    .join("");
}

/** Those with a tag and a class. */
export const having = (elements: readonly Element[], name: string, className?: string): Element[] =>
  elements.filter(
    (element) =>
      element.name === name &&
      (className === undefined || (element.attributes.class ?? "").split(" ").includes(className)),
  );

/** The elements that may hold scripts or load something. */
export const LOADING = new Set([
  "script",
  "style",
  "link",
  "img",
  "iframe",
  "object",
  "embed",
  "base",
  "audio",
  "video",
]);

/** The lines of users and keys. */
export const linesOf = (elements: readonly Element[]): Element[] =>
  having(elements, "tr").filter(({ attributes }) => attributes["data-status"] !== undefined);

export const cellsOf = ({ inside }: Element): Element[] => inside.filter(({ name }) => name === "th" || name === "td");

/** The line of a row, by its name and its label. */
export function lineOf(elements: readonly Element[], row: PlanRow): Element {
  const found = linesOf(elements).find(
    ({ inside }) => having(inside, "bdi")[0]?.text === row.name && inside.some(({ text }) => text === row.label),
  );
  if (found === undefined) throw new Error(`${row.name} has no line`);
  return found;
}
