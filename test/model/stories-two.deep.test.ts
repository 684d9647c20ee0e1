import { tellStories } from "./in-process";

tellStories(2, 250);
