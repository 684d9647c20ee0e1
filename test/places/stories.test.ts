import { tellStories } from "./play";

tellStories(2, 50);
