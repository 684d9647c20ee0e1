import { playsAll } from "./plays";

playsAll("docs/how-to/{*.md,deliver/*.md}");
