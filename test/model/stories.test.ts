import { tellStories } from "./in-process";

tellStories(5, 100);
