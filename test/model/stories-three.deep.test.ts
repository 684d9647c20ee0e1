import { tellStories } from "./in-process";

tellStories(3, 250);
