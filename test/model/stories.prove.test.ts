import { tellStories } from "./in-process";

tellStories(6, 4000);
