import { describeOnCli } from "../e2e/engines";
import { tellStoriesOn } from "./processes";

describeOnCli("random stories", () => tellStoriesOn("cli", 6, 1));
