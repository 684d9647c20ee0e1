import type { Route } from "../http/router";
import { certificateRoutes } from "./certificates";
import { directoryRoutes } from "./directory";
import { tokenRoutes } from "./tokens";
import { userRoutes } from "./users";

/** Every operation of the API. */
export const routes: readonly Route[] = [...userRoutes, ...tokenRoutes, ...directoryRoutes, ...certificateRoutes];
