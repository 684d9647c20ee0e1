import type { Row, Table } from "../fields/row";
import type { Validator } from "./validator";

/** Validates every field by the shape that its table gives it; dates and lifetimes are validated together, elsewhere. */
export function validateFields(validator: Validator, fields: Table, resource: string): void {
  validator.onlyKnows(Object.keys(fields), resource);
  for (const [property, { required, shape }] of Object.entries(fields)) {
    if (shape.is === "user") validator.serviceUser();
    else if (required) validator.required(property);
  }
  for (const [property, { shape }] of Object.entries(fields)) validateShape(validator, property, shape);
}

function validateShape(validator: Validator, property: string, shape: Row["shape"]): void {
  switch (shape.is) {
    case "text":
    case "user":
      validator.text(property);
      break;
    case "note":
      validator.note(property);
      break;
    case "email":
      validator.email(property);
      break;
    case "name":
      validator.name(property, shape.most);
      break;
    case "day":
      validator.day(property);
      break;
    case "flag":
      validator.flag(property);
      break;
    case "choice":
      validator.oneOf(property, shape.of);
      break;
    case "ids":
      validator.texts(property, { atLeastOne: shape.least > 0 });
      break;
    case "values":
      validator.values(property);
      break;
    case "end":
    case "days":
      break;
    default:
      shape satisfies never;
  }
}
