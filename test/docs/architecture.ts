/** The rooms and their arrows, from the rules that `npm run arrows` checks. */
import { createRequire } from "node:module";
import { readPage } from "./blocks";
import { table } from "./sections";

interface Rule {
  readonly comment?: string;
  readonly from: { readonly path?: string | readonly string[] };
  readonly to: { readonly path?: string; readonly pathNot?: string | readonly string[] };
}

/** A room, or the part of one that a rule names: `client`, `settings.ts`. */
interface Place {
  readonly room: string;
  readonly part: string;
}

interface Room {
  readonly name: string;
  readonly holds: string;
  readonly imports: readonly Place[];
}

const { forbidden } = createRequire(__filename)("../../.dependency-cruiser.cjs") as { forbidden: readonly Rule[] };

/** `^src/client/settings/settings\\.ts$` is the part `settings/settings.ts` of the room `client`. */
function placeOf(pattern: string, folder: string): Place {
  const path = pattern.replaceAll(/[\\^$]/g, "").replace(folder, "");
  const [room = "", ...parts] = path.replace(/^(\w+)\.ts$/, "$1").split("/");
  return { room, part: parts.filter((part) => part !== ".+").join("/") };
}

/** The rules that say of a whole folder below `folder` what it may import. */
function roomsBelow(folder: string): Room[] {
  return forbidden.flatMap(({ comment = "", from, to }) => {
    if (typeof from.path !== "string" || to.path !== "^src/" || !Array.isArray(to.pathNot)) return [];
    const { room, part } = placeOf(from.path, folder);
    if (!from.path.startsWith(`^${folder}`) || room === "" || part !== "") return [];
    const [, _leaf, ...allowed] = to.pathNot as readonly string[];
    return [{ name: room, holds: comment, imports: allowed.map((pattern) => placeOf(pattern, folder)) }];
  });
}

/** One arrow for each room that is reached; it names the parts where not all of the room may be imported. */
function arrowsOf({ name, imports }: Room): string[] {
  return [...new Set(imports.map(({ room }) => room))].map((to) => {
    const parts = imports.filter(({ room }) => room === to).map(({ part }) => part);
    return `  ${name} -->${parts.includes("") ? "" : `|${parts.join(", ")}|`} ${to}`;
  });
}

/** The rooms of `src/` and their arrows, as a Mermaid flowchart. */
const picture = (rooms: readonly Room[]): string =>
  ["```mermaid", "flowchart TD", ...rooms.map(({ name }) => `  ${name}`), ...rooms.flatMap(arrowsOf), "```"].join("\n");

/** What each room below `folder` holds, from the headings of its index. */
const indexOf = (folder: string): Map<string, string> =>
  new Map(
    [...readPage(`${folder}README.md`).matchAll(/^## ([a-z-]+): (.+)$/gm)].map(([, room = "", holds = ""]) => [
      room,
      holds,
    ]),
  );

/** The rooms below `folder` with what they hold and may import of each other. */
function roomTable(folder: string): string {
  const holds = indexOf(folder);
  return table(
    ["room", "what it holds", "may import"],
    roomsBelow(folder).map(({ name, imports }) => [
      `\`${name}\``,
      holds.get(name) ?? "",
      imports
        .map(({ room }) => room)
        .filter((room) => holds.has(room))
        .join(", "),
    ]),
  );
}

/** The generated parts of docs/explanation/architecture.md. */
export function architecture(): Record<string, string> {
  const rooms = roomsBelow("src/");
  return {
    rooms: picture(rooms),
    "room-lines": table(
      ["room", "what it holds"],
      rooms.map((room) => [`\`${room.name}\``, room.holds]),
    ),
    "engine-rooms": roomTable("src/engine/"),
    "client-rooms": roomTable("src/client/"),
    "provider-rooms": roomTable("src/provider/"),
  };
}
