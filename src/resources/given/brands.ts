/**
 * What our classes are known by where a program loads several copies of this package (npm may install two versions side by
 * side): `instanceof` is false for those of another copy.
 */

/** The classes that arguments and options may name. */
export type Brand = "Provider" | "ServiceUser" | "ApiKey" | "RotatingApiKey";

const symbolOf = (brand: Brand): symbol => Symbol.for(`pulumi-digicert-one/${brand}`);

/** Gives a class its brand; the classes derived from it have it too. */
export function brandClass(ours: { readonly prototype: object }, brand: Brand): void {
  Object.defineProperty(ours.prototype, symbolOf(brand), { value: brand });
}

/** Whether a value is an instance of that class, of whichever copy. */
export function hasBrand(value: unknown, brand: Brand): boolean {
  // An output answers for every name with another output.
  return typeof value === "object" && value !== null && Reflect.get(value, symbolOf(brand)) === brand;
}
