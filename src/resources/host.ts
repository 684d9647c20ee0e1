/**
 * Behind which host the resources of this process stand: the SDK's dynamic provider host, as in every program in TypeScript, or
 * the native one, whose process makes the children of a component for programs in any language.
 */
import { type Kind, nativeToken, typeToken } from "../fields/kinds";

let isNativeHost = false;

/** From here on this process registers for the native host. */
export function useNativeHost(): void {
  isNativeHost = true;
}

/** Whether this process registers for the native host, which validates by itself: no program of ours runs here. */
export const isNative = (): boolean => isNativeHost;

/** The type to register, and the type behind the other host, from which a stack may come. */
export const tokensOf = (kind: Kind): { readonly token: string; readonly other: string } =>
  isNativeHost
    ? { token: nativeToken(kind), other: typeToken(kind) }
    : { token: typeToken(kind), other: nativeToken(kind) };
