import { tellStories } from "./play";

tellStories(2000, 2_000);
