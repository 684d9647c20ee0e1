import { playsAll } from "./plays";

playsAll("docs/how-to/manage/*.md");
