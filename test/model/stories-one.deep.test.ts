import { tellStories } from "./in-process";

tellStories(1, 250);
