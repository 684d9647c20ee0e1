/** How messages call what a program gave. */
import * as pulumi from "@pulumi/pulumi";
import { shown } from "../../arguments";
import { type Brand, hasBrand } from "./brands";

const BRANDS: readonly Brand[] = ["Provider", "ServiceUser", "ApiKey", "RotatingApiKey"];

/** Never a value that may be secret: of outputs and objects only what they are. */
export function kindOfValue(value: unknown): string {
  if (pulumi.Output.isInstance(value)) return "an output";
  if (value instanceof Promise) return "a promise";
  const brand = BRANDS.find((each) => hasBrand(value, each));
  if (brand !== undefined) return brand === "ApiKey" ? `an ${brand}` : `a ${brand}`;
  if (pulumi.Resource.isInstance(value)) return "a resource of another kind";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? "a text" : shown(value);
}
