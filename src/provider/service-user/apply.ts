/** The handlers of a service user. */
import type { ResourceHandlers } from "../host/handlers";
import { serviceUserNames, text } from "../host/state";
import { createServiceUser } from "./create";
import { deleteServiceUser } from "./delete";
import { toStore } from "./observed";
import { checkServiceUser, diffServiceUser } from "./plan";
import { readServiceUser } from "./read";
import { updateServiceUser } from "./update";

export const serviceUserHandlers: ResourceHandlers = {
  kind: "service user",
  stateNames: serviceUserNames,
  isRemote: () => true,
  subject: (props) => `service user "${text(props, "nickname") || text(props, "owner")}"`,
  check: checkServiceUser,
  diff: diffServiceUser,
  toStore,
  create: createServiceUser,
  read: readServiceUser,
  update: updateServiceUser,
  delete: deleteServiceUser,
};
