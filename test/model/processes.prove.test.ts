import { describe } from "vitest";
import { tellStoriesOn } from "./processes";

describe("on the embedded engine with its processes", () => tellStoriesOn("embedded", { stories: 60, seed: 3 }));
