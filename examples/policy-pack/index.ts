import { PolicyPack } from "@pulumi/policy";
import { policies } from "pulumi-digicert-one/policy";

// What holds for every stack of the organization. A file of --policy-pack-config, or the console, may say otherwise for some.
new PolicyPack("digicert-one", {
  enforcementLevel: "mandatory",
  policies: policies({
    longestLife: { serviceUserDays: 366, apiKeyDays: 90 },
    window: { runsEveryDays: 1 }, // `pulumi up` runs every morning
    overlap: { leastDays: 7 },
    nickname: { pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", enforcementLevel: "advisory" },
    retain: { stacks: "^prod", onDestroy: ["retain"] },
  }),
});
