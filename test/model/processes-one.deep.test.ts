import { describe } from "vitest";
import { tellStoriesOn } from "./processes";

describe("on the embedded engine with its processes", () =>
  tellStoriesOn("embedded", { stories: 10, seed: 1, part: { number: 1, of: 2 } }));
