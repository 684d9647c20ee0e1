/** Ours, while the program itself calls the API: for each user that it makes, it looks one up that exists. */
const digicert = require("pulumi-digicert-one");
const { existing, users } = require("bench-objects");

for (const { name, args } of users()) new digicert.ServiceUser(name, args);

// One call for each id: a look-up by nickname would share one walk of the list.
for (const id of existing()) {
  digicert.getServiceUserOutput({ id }).nickname.apply((nickname) => {
    if (!nickname.startsWith("existing-")) throw new Error(`${id} is ${nickname}`);
  });
}
