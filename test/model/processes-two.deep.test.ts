import { describe } from "vitest";
import { tellStoriesOn } from "./processes";

describe("on the embedded engine with its processes", () =>
  tellStoriesOn("embedded", { stories: 10, seed: 2, part: { number: 2, of: 2 } }));
