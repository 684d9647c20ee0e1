/** What programs in TypeScript may write and read, as the compiler understands the exported classes: the schema has to agree. */
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../docs/blocks";

/** An argument or an output: its type in few words, whether it may be left out, and its comment. */
export interface Property {
  readonly type: string;
  readonly isOptional: boolean;
  readonly words: string;
}
export type Properties = Record<string, Property>;

export interface Classes {
  /** The arguments of a class's constructor, a union of them looked at whole. */
  argumentsOf(name: string): Properties;
  /** The outputs of a class. */
  outputsOf(name: string): Properties;
  /** What a function takes, or what it resolves to. */
  of(name: string, what: "arguments" | "result"): Properties;
  /** The comment of anything exported. */
  wordsOf(name: string): string;
}

export function readClasses(): Classes {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const index = join(root, "src/index.ts");
  const program = ts.createProgram([index], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (source === undefined || module === undefined) throw new Error("src/index.ts exports nothing");
  const symbols = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, resolved(symbol)]));
  function resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }
  function named(name: string): ts.Symbol {
    const symbol = symbols.get(name);
    if (symbol === undefined) throw new Error(`src/index.ts does not export ${name}`);
    return symbol;
  }
  const typeOf = (symbol: ts.Symbol) => checker.getTypeOfSymbolAtLocation(symbol, source as ts.SourceFile);
  const words = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\{@link\s+([^}]+?)\s*\}/g, "`$1`");

  /** The second parameter of `new`, or the first of a function. */
  function parameter(name: string, kind: ts.SignatureKind, at: number): ts.Type {
    const [signature] = checker.getSignaturesOfType(typeOf(named(name)), kind);
    const symbol = signature?.getParameters()[at];
    if (symbol === undefined) throw new Error(`${name} takes nothing`);
    return typeOf(symbol);
  }
  function propertiesOf(type: ts.Type): Properties {
    const variants = type.isUnion() ? type.types : [type];
    const found: Properties = {};
    for (const property of variants.flatMap((variant) => checker.getPropertiesOfType(variant))) {
      const before = found[property.name];
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0 || before?.isOptional === true;
      const type = described(typeOf(property));
      found[property.name] = {
        type: type === "" && before ? before.type : type,
        isOptional,
        words: words(property) || (before?.words ?? ""),
      };
    }
    return found;
  }
  /** A type in few words, once what Pulumi wraps round it is taken off. */
  function described(type: ts.Type): string {
    const parts = (type.isUnion() ? type.types : [type]).filter((part) => !isAbsent(part) && !isLate(part));
    const all = parts.map((part) => {
      const element = checker.isArrayType(part) ? checker.getTypeArguments(part as ts.TypeReference)[0] : undefined;
      if (element !== undefined) return `list of ${described(element)}`;
      if (part.isStringLiteral()) return JSON.stringify(part.value);
      if (part.flags & ts.TypeFlags.BooleanLike) return "boolean";
      if (part.flags & (ts.TypeFlags.String | ts.TypeFlags.Number)) return checker.typeToString(part);
      const name = part.symbol?.name ?? "";
      return checker.getIndexTypeOfType(part, ts.IndexKind.String) !== undefined ? "object" : name;
    });
    return [...new Set(all)].sort().join(" | ");
  }
  const isAbsent = (type: ts.Type) => (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0;
  // Two of them at once are an intersection.
  const isLate = (type: ts.Type) =>
    type.isIntersection() || ["Promise", "OutputInstance"].includes(type.symbol?.name ?? "");

  /** `pulumi.Output<T>` as it is declared: of a boolean the type itself is taken apart. */
  function outputs(symbol: ts.Symbol): Properties {
    const all = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).flatMap((property) => {
      const node = (property.valueDeclaration as ts.PropertyDeclaration | undefined)?.type;
      if (node === undefined || !ts.isTypeReferenceNode(node) || !/\bOutput$/.test(node.typeName.getText())) return [];
      const of = node.typeArguments?.[0];
      if (of === undefined || ["urn", "id"].includes(property.name)) return [];
      const type = described(checker.getTypeFromTypeNode(of));
      return [[property.name, { type, isOptional: false, words: words(property) }] as const];
    });
    return Object.fromEntries(all);
  }
  return {
    argumentsOf: (name) => propertiesOf(parameter(name, ts.SignatureKind.Construct, 1)),
    outputsOf: (name) => outputs(named(name)),
    of(name, what) {
      if (what === "arguments") return propertiesOf(parameter(name, ts.SignatureKind.Call, 0));
      const [signature] = checker.getSignaturesOfType(typeOf(named(name)), ts.SignatureKind.Call);
      const result = signature && checker.getAwaitedType(signature.getReturnType());
      if (result === undefined) throw new Error(`${name} resolves to nothing`);
      return propertiesOf(result);
    },
    wordsOf: (name) => words(named(name)),
  };
}
