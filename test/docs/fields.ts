/** The arguments of the resources, from the tables of their fields and the comments on them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { apiKeyFields } from "../../src/fields/api-key";
import type { Table } from "../../src/fields/row";
import { serviceUserFields } from "../../src/fields/service-user";
import { root } from "./blocks";
import { table } from "./sections";

/** The kinds of resources whose arguments have a table. */
export const fieldsOf = { ServiceUser: serviceUserFields, ApiKey: apiKeyFields } as const satisfies Record<
  string,
  Table
>;
export type DocumentedKind = keyof typeof fieldsOf;

export const FILES: Record<DocumentedKind, string> = {
  ServiceUser: "src/fields/service-user.ts",
  ApiKey: "src/fields/api-key.ts",
};

/** What a program writes in place of a user's id. */
export const argumentOf = (field: string): string => (field === "serviceUserId" ? "serviceUser" : field);

/** The comment on each field, by its name. */
export function commentsOf(source: string): Map<string, string> {
  const file = ts.createSourceFile("fields.ts", source, ts.ScriptTarget.Latest, true);
  const members = file.statements.flatMap((each) => (ts.isInterfaceDeclaration(each) ? [...each.members] : []));
  return new Map(
    members.map((member) => {
      const comments = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
      return [member.name?.getText(file) ?? "", comments.join(" ")];
    }),
  );
}

function fieldTable(kind: DocumentedKind): string {
  const comments = commentsOf(readFileSync(join(root, FILES[kind]), "utf8"));
  const rows = Object.entries<Table[string]>(fieldsOf[kind]).map(([name, row]) => {
    const comment = comments.get(name) ?? "";
    if (comment === "") throw new Error(`${FILES[kind]}: ${name} has no comment that says what it is`);
    if (!saysDefault(comment, name, row.default)) throw new Error(`${FILES[kind]}: ${name} says another default`);
    return [`\`${argumentOf(name)}\``, row.required ? "yes" : "", row.adoption ?? "", comment];
  });
  return table(["argument", "required", "at an adoption", "what it is"], rows);
}

/** A comment without the sentence that names the default, and that default; a literal one is code. */
export function splitDefault(comment: string): { words: string; standard: string } {
  const [sentence, named = ""] = /\s*\bDefault (.+?)\.(?=\s|$)/.exec(comment) ?? [];
  if (sentence === undefined) return { words: comment, standard: "" };
  const standard = named.replace(/^(true|false|\d+)\b/, "`$1`");
  return { words: comment.replace(sentence, "").trim(), standard };
}

/** Whether a comment names the default of its row; a prefix of names is filled in by the class, from the Pulumi name. */
export function saysDefault(comment: string, name: string, value: unknown): boolean {
  if (name === "namePrefix" || (typeof value !== "boolean" && typeof value !== "string") || value === "") return true;
  return comment.includes(`Default ${typeof value === "string" ? `\`${value}\`` : value}`);
}

/** The generated parts of docs/reference/lifecycle.md. */
export const fieldTables = (): Record<string, string> => ({
  "service-user-fields": fieldTable("ServiceUser"),
  "api-key-fields": fieldTable("ApiKey"),
});
