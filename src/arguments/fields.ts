import type { Row, Table } from "../fields/row";
import type { Judge } from "./faults";

/** Validates every field by the shape that its table gives it; dates and lifetimes are validated together, elsewhere. */
export function validateFields(judge: Judge, fields: Table, resource: string): void {
  judge.onlyKnows(Object.keys(fields), resource);
  for (const [property, { required, shape }] of Object.entries(fields)) {
    if (shape.is === "user") judge.serviceUser();
    else if (required) judge.required(property);
  }
  for (const [property, { shape }] of Object.entries(fields)) validateShape(judge, property, shape);
}

function validateShape(judge: Judge, property: string, shape: Row["shape"]): void {
  switch (shape.is) {
    case "text":
    case "user":
      judge.text(property);
      break;
    case "note":
      judge.note(property);
      break;
    case "email":
      judge.email(property);
      break;
    case "name":
      judge.name(property, shape.most);
      break;
    case "day":
      judge.day(property);
      break;
    case "flag":
      judge.flag(property);
      break;
    case "choice":
      judge.oneOf(property, shape.of);
      break;
    case "ids":
      judge.texts(property, { atLeastOne: shape.least > 0 });
      break;
    case "values":
      judge.values(property);
      break;
    case "end":
    case "days":
      break;
    default:
      shape satisfies never;
  }
}
