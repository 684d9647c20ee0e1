import { tellStories } from "./play";

tellStories(1000, 200);
