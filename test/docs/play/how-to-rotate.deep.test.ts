import { playsAll } from "./plays";

playsAll("docs/how-to/rotate/*.md");
