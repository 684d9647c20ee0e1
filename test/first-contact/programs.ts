/** What a program does at first contact, in each of the ways in which one can be written. */
import { type Case, ofCauses } from "./case";
import { type CauseName, causes } from "./causes";

const roleWanted = `new digicert.ServiceUser("u", { ...user, roleIds: [digicert.getRoleOutput({ name: "Acount manager" }).id] });`;
const wrongRole = {
  says: /No role has the name "Acount manager"/,
  remedy: /Did you mean "Account manager"\?/,
};

const lookUps: Record<string, Case> = {
  "a role that there is not": { program: roleWanted, ...wrongRole },
  "an account that there is not": {
    program: `new digicert.ServiceUser("u", { ...user, accountIds: [digicert.getAccountOutput({ name: "Emulator" }).id] });`,
    says: /No account is named "Emulator"/,
    remedy: /Did you mean "Emulator account"\?/,
  },
  "a nickname that nobody has": {
    program: `new digicert.ApiKey("k", { serviceUser: digicert.getServiceUserOutput({ nickname: "ci" }).id, lifetimeDays: 90 });`,
    says: /No service user has the nickname "ci"/,
    remedy: /Correct the nickname/,
  },
  "an id that nobody has": {
    program: `new digicert.ApiKey("k", { serviceUser: digicert.getServiceUserOutput({ id: "00000000-0000-4000-8000-000000000000" }).id, lifetimeDays: 90 });`,
    says: /answered 404 resource_not_found/,
    remedy: /check the id, the account and the environment/,
  },
  "several look-ups, and one cause": {
    ...causes["a stopped server"],
    program: `
      const accountIds = [digicert.getAccountOutput().id];
      const roleIds = [digicert.getRoleOutput({ name: "Acount manager" }).id];
      new digicert.ServiceUser("u", { ...user, accountIds, roleIds });
      new digicert.ApiKey("k", { serviceUser: digicert.getServiceUserOutput({ nickname: "ci" }).id, lifetimeDays: 90 });`,
  },
  "several look-ups, and a wrong key": {
    ...causes["a wrong key"],
    program: `
      const accountIds = [digicert.getAccountOutput().id];
      const roleIds = [digicert.getRoleOutput({ name: "Acount manager" }).id];
      new digicert.ServiceUser("u", { ...user, accountIds, roleIds });`,
  },
};

const forms: Record<string, Case> = {
  "a promise as an argument": {
    program: `new digicert.ServiceUser("u", { ...user, roleIds: [digicert.getRole({ name: "Acount manager" }).then(({ id }) => id)] });`,
    ...wrongRole,
  },
  "a promise that nobody awaits": { program: `digicert.getRole({ name: "Acount manager" });`, ...wrongRole },
  "a program that awaits": {
    program: `module.exports = async () => ({ role: (await digicert.getRole({ name: "Acount manager" })).id });`,
    ...wrongRole,
  },
  "all of several promises": {
    program: `module.exports = async () => {
      const [role] = await Promise.all([digicert.getRole({ name: "Acount manager" }), digicert.getAccount()]);
      return { role };
    };`,
    ...wrongRole,
  },
  "an export": { program: `exports.role = digicert.getRoleOutput({ name: "Acount manager" }).id;`, ...wrongRole },
  "an output that nobody uses": {
    program: `digicert.getRoleOutput({ name: "Acount manager" }).apply(({ id }) => id);`,
    ...wrongRole,
  },
  "a look-up inside of apply": {
    program: `const roleIds = [pulumi.output("Acount manager").apply(async (name) => (await digicert.getRole({ name })).id)];
      new digicert.ServiceUser("u", { ...user, roleIds });`,
    ...wrongRole,
  },
  "an output inside of apply": {
    program: `const roleIds = [pulumi.output("Acount manager").apply((name) => digicert.getRoleOutput({ name }).id)];
      new digicert.ServiceUser("u", { ...user, roleIds });
      exports.role = pulumi.interpolate\`role \${roleIds[0]}\`;`,
    ...wrongRole,
  },
  "all of several outputs": {
    program: `const both = pulumi.all([digicert.getRoleOutput({ name: "Acount manager" }), digicert.getAccountOutput()]);
      new digicert.ServiceUser("u", { ...user, roleIds: [both.apply(([{ id }]) => id)] });
      exports.both = both;`,
    ...wrongRole,
  },
  "outputs of a component": {
    program: `class Team extends pulumi.ComponentResource {
        constructor(name, options) {
          super("test:index:Team", name, {}, options);
          const role = digicert.getRoleOutput({ name: "Acount manager" }, { parent: this }).id;
          new digicert.ServiceUser(name, { ...user, roleIds: [role] }, { parent: this });
          this.registerOutputs({ role });
        }
      }
      new Team("ci");`,
    ...wrongRole,
  },
  "an explicit provider": {
    program: `const provider = new digicert.Provider("p", { apiKey: config.requireSecret("apiKey"), baseUrl: config.require("baseUrl") });
      const roleIds = [digicert.getRoleOutput({ name: "Acount manager" }, { provider }).id];
      new digicert.ServiceUser("u", { ...user, roleIds }, { provider });`,
    ...wrongRole,
  },
  "an ES module": {
    form: "module",
    program: `new digicert.ServiceUser("u", { ...user, roleIds: [digicert.getRoleOutput({ name: "Acount manager" }).id] });`,
    ...wrongRole,
  },
  "an ES module that awaits": {
    form: "module",
    program: `export const role = (await digicert.getRole({ name: "Acount manager" })).id;`,
    ...wrongRole,
  },
  "a TypeScript program": {
    form: "typescript",
    program: `export const { urn } = new digicert.ServiceUser("u", { ...user, roleIds: [digicert.getRoleOutput({ name: "Acount manager" }).id] });`,
    ...wrongRole,
  },
  "a TypeScript program that awaits": {
    form: "typescript",
    program: `export = async () => ({ role: (await digicert.getRole({ name: "Acount manager" })).id });`,
    ...wrongRole,
  },
  "an update instead of a preview": { run: "up", program: roleWanted, ...wrongRole },
};

export const programs: Readonly<Record<string, Case>> = {
  ...lookUps,
  ...forms,
  ...ofCauses("look up", Object.keys(causes) as CauseName[], { program: roleWanted }),
  "a wrong argument": {
    program: `new digicert.ApiKey("k", { serviceUser: "u", lifetimeDays: 90, rotateBeforeDays: 120 });`,
    says: /a key would be due for rotation 30 days before it is made/,
    remedy: /Set rotateBeforeDays to at most 89/,
  },
};
