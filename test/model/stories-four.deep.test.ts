import { tellStories } from "./in-process";

tellStories(4, 250);
