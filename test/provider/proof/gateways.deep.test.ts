import { testGateways } from "./gateways";

testGateways(() => true);
