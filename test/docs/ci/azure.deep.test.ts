/** The scripts are those of github.test.ts; here each job of this platform plays them. */
import { onAzure } from "./examples";
import { tellStory } from "./story";

tellStory(onAzure);
