/** Readings of the API's open facts: what others may use. */
export { type ListShape, listShape } from "./lists";
export type { Response, Responses } from "./observed";
export { type Reading, readings } from "./readings";
