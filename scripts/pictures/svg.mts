/** The little of SVG that the pictures need: elements as texts, and colours for light and dark. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Coordinates with one decimal are sharp enough, and the same on every machine. */
const value = (given: string | number): string =>
  escaped(typeof given === "number" ? `${Math.round(given * 10) / 10}` : given);

/** An element with a text or with elements in it. */
export function element(name: string, attributes: Attributes, content: string | readonly string[] = []): string {
  const given = Object.entries(attributes).flatMap(([key, each]) =>
    each === undefined ? [] : [` ${key}="${value(each)}"`],
  );
  const inner = typeof content === "string" ? escaped(content) : content.join("");
  return inner === "" ? `<${name}${given.join("")}/>` : `<${name}${given.join("")}>${inner}</${name}>`;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly style: string;
  readonly content: readonly string[];
}

/**
 * A picture with a ground of its own, so that it is readable whatever page it stands on: light or dark by the reader's system. It
 * loads nothing and runs nothing.
 */
export function picture({ width, height, title, description, style, content }: Picture): string {
  const ground = element("rect", { class: "ground", x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    element("title", { id: "title" }, title),
    element("desc", { id: "description" }, description),
    `<style>${style.trim().replaceAll(/\s*\n\s*/g, "")}</style>`,
    ground,
    ...content,
    "</svg>\n",
  ].join("\n");
}
