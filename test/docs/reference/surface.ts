/** What the package exports, with the words of its comments: read by the TypeScript compiler. */
import { join } from "node:path";
import ts from "typescript";
import { root } from "../blocks";

/** Something that a subpath exports. */
export interface Exported {
  readonly name: string;
  readonly kind: "class" | "function" | "interface" | "type" | "constant";
  readonly words: string;
  /** Of an interface its members, of a class its properties and static functions. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly words: string;
}

/** The exports of each entry point, in alphabetical order. */
export function surfaceOf(entries: readonly string[]): ReadonlyMap<string, readonly Exported[]> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const paths = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(paths, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  return new Map(
    entries.map((entry) => {
      const source = program.getSourceFile(join(root, entry));
      const module = source && checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${entry} exports nothing`);
      const all = checker.getExportsOfModule(module).map((symbol) => exported(symbol, checker));
      return [entry, all.sort((one, other) => one.name.localeCompare(other.name, "en"))];
    }),
  );
}

function exported(alias: ts.Symbol, checker: ts.TypeChecker): Exported {
  const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) throw new Error(`${alias.name} is declared nowhere`);
  const members =
    ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration) ? declaration.members : [];
  return {
    name: alias.name,
    kind: kindOf(declaration),
    words: wordsOf(symbol, checker),
    members: [...members].flatMap((member) => memberOf(member, checker)),
  };
}

function kindOf(declaration: ts.Declaration): Exported["kind"] {
  if (ts.isClassDeclaration(declaration)) return "class";
  if (ts.isFunctionDeclaration(declaration)) return "function";
  if (ts.isInterfaceDeclaration(declaration)) return "interface";
  return ts.isTypeAliasDeclaration(declaration) ? "type" : "constant";
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

function memberOf(member: ts.ClassElement | ts.TypeElement, checker: ts.TypeChecker): Member[] {
  const symbol = member.name && checker.getSymbolAtLocation(member.name);
  if (symbol === undefined || ts.getCombinedModifierFlags(member) & HIDDEN || symbol.name.startsWith("__#")) return [];
  if (ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "internal")) return [];
  const node = (member as { type?: ts.TypeNode }).type;
  const isFunction = ts.isMethodDeclaration(member) || ts.isMethodSignature(member);
  return [
    {
      name: member.name?.getText() ?? symbol.name,
      type: isFunction ? signatureOf(member) : plainType(node?.getText() ?? ""),
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      words: wordsOf(symbol, checker),
    },
  ];
}

const signatureOf = (member: ts.SignatureDeclaration): string => {
  const parameters = member.parameters.map((parameter) => parameter.getText().replace(/\s+/g, " "));
  return `(${parameters.join(", ")}) => ${member.type?.getText().replace(/\s+/g, " ") ?? "void"}`;
};

/** A type without what Pulumi wraps round every argument and output. */
export function plainType(text: string): string {
  let plain = text.replace(/\s+/g, " ");
  for (let before = ""; before !== plain; ) {
    before = plain;
    plain = plain.replace(/pulumi\.(?:Input|Output)<((?:[^<>]|<[^<>]*>)*)>/, "$1");
  }
  return plain;
}

/** The words of a comment, links as code. */
function wordsOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts
    .displayPartsToString(symbol.getDocumentationComment(checker))
    .replaceAll(/\{@link\s+([^}]+?)\s*\}/g, "`$1`")
    .trim();
}

/** The first sentence of some words. */
export const firstSentence = (words: string): string =>
  /^.*?[.:](?=\s|$)/s.exec(words)?.[0].replace(/:$/, ".") ?? words;
