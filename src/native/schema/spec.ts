/**
 * The part of Pulumi's package schema that this package uses:
 * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */

/** A type, by itself or by its name. */
export type TypeSpec =
  | { readonly type: "string" | "integer" | "boolean" }
  | { readonly type: "array"; readonly items: TypeSpec }
  | { readonly type: "object"; readonly additionalProperties: TypeSpec }
  | { readonly $ref: string };

/** An argument, an output, a setting, or a member of an object. */
export type PropertySpec = TypeSpec & {
  readonly description: string;
  /** What a generated SDK sends where a program says nothing. */
  readonly default?: string | boolean;
  readonly secret?: true;
  /** Says so in the SDK's documentation; what replaces is for diff to decide. */
  readonly willReplaceOnChanges?: true;
};

export type Properties = Readonly<Record<string, PropertySpec>>;

/** Some properties, and those of them that are always there. */
export interface ObjectSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Properties;
  readonly required: readonly string[];
}

/** The words that a property may be. */
export interface EnumSpec {
  readonly type: "string";
  readonly description: string;
  readonly enum: readonly { readonly value: string }[];
}

/** Types that others name. */
export type Types = Record<string, ObjectSpec | EnumSpec>;

export interface ResourceSpec {
  readonly description: string;
  /** What it is called in states of the dynamic resources. */
  readonly aliases?: readonly { readonly type: string }[];
  readonly isComponent?: true;
  /** No SDK shows it to programs. */
  readonly isOverlay?: true;
  readonly properties?: Properties;
  readonly required?: readonly string[];
  readonly inputProperties?: Properties;
  readonly requiredInputs?: readonly string[];
}

export interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}

export interface PackageSpec {
  readonly name: string;
  readonly displayName: string;
  readonly version?: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly meta: { readonly moduleFormat: string; readonly supportPack: true };
  readonly config: { readonly variables: Properties };
  readonly provider: ResourceSpec;
  readonly types: Types;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, FunctionSpec>>;
  readonly language: Readonly<Record<string, object>>;
}
