import { describeMatrix } from "./matrix";

describeMatrix("ServiceUser");
