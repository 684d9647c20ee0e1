/** The handlers of a service user. */
import type { ResourceHandlers } from "../host/handlers";
import { createServiceUser } from "./create";
import { deleteServiceUser } from "./delete";
import { toStore } from "./observed";
import { serviceUserPlan } from "./plan";
import { readServiceUser } from "./read";
import { updateServiceUser } from "./update";

export const serviceUserHandlers: ResourceHandlers = {
  ...serviceUserPlan,
  toStore,
  create: createServiceUser,
  read: readServiceUser,
  update: updateServiceUser,
  delete: deleteServiceUser,
};
