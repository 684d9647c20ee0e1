import * as pulumi from "@pulumi/pulumi";

interface Inputs {
  path: string;
  apiKey: string;
}

// Stands for whatever your key goes to: a Kubernetes secret, a CI variable, a vault.
const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  async create(inputs) {
    await write(inputs);
    return { id: inputs.path, outs: inputs };
  },
  async update(_id, _olds, news) {
    await write(news);
    return { outs: news };
  },
  async delete(id) {
    const { rm } = await import("node:fs/promises");
    await rm(id, { force: true });
  },
};

async function write({ path, apiKey }: Inputs): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(path, `DIGICERT_API_KEY=${apiKey}\n`, { mode: 0o600 });
}

/** A file of environment variables that only its owner may read. */
export class EnvFile extends pulumi.dynamic.Resource {
  constructor(name: string, args: { path: pulumi.Input<string>; apiKey: pulumi.Input<string> }) {
    super(provider, name, args);
  }
}
