import { describeOnCli } from "../e2e/engines";
import { tellStoriesOn } from "./processes";

describeOnCli("random stories", () => tellStoriesOn("cli", { stories: 6, seed: 1 }));
