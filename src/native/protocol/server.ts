/**
 * Pulumi's ResourceProvider service over the handlers.
 *
 * The SDK's own server (`@pulumi/pulumi/provider`) drops the settings in configure, accepts secrets and unwraps none,
 * ignores previews, and never sees that its engine died; its construct is used (`../construct.ts`).
 */
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Props } from "../../provider/host/state";
import type { Engine } from "../engine";
import type { NativeHost } from "../host";
import { changedSettings, checkSettings } from "../settings";
import { Empty, Server, ServerCredentials } from "./grpc";
import { diffResponse, failureOf, grpcError, propsOf, structOf } from "./messages";

/** What the service is made of. */
export interface Service {
  readonly host: NativeHost;
  readonly engine: Engine;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** The package's schema as JSON text. */
  schema(): string;
  construct(request: proto.ConstructRequest): Promise<proto.ConstructResponse>;
}

/** A request in, a response out. */
type Method = (request: object) => Promise<object> | object;
type Methods = Readonly<Record<string, Method>>;

/** A method of one kind of request: gRPC finds methods by name, and decodes what the service declares for that name. */
function taking<Request extends object>(
  kind: abstract new () => Request,
  method: (request: Request) => Promise<object> | object,
): Method {
  return (request) => {
    if (!(request instanceof kind)) throw new TypeError(`${kind.name} was expected`);
    return method(request);
  };
}

/** The methods, each of one request. */
function methodsOf(service: Service): Methods {
  return { ...pluginMethods(service), ...configMethods(service), ...resourceMethods(service) };
}

function pluginMethods({ engine, version, schema, construct }: Service): Methods {
  return {
    handshake: taking(proto.ProviderHandshakeRequest, (request) => {
      engine.attach(request.getEngineAddress());
      const response = new proto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: taking(PluginAttach, (request) => {
      engine.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: () => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    },
    getSchema: () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(schema());
      return response;
    },
    // What is under way has a deadline of its own, and what it makes is recorded or undone.
    cancel: () => new Empty(),
    construct: taking(proto.ConstructRequest, construct),
  };
}

function configMethods({ host, engine, env }: Service): Methods {
  return {
    checkConfig: taking(proto.CheckRequest, async (request) => {
      const { inputs, failures, warnings } = checkSettings(request.getUrn(), propsOf(request.getNews()) ?? {}, env);
      await Promise.all(warnings.map((text) => engine.notice("DigiCert ONE", text, "warning")));
      const response = new proto.CheckResponse();
      response.setInputs(structOf(inputs));
      response.setFailuresList(failures.map(failureOf));
      return response;
    }),
    diffConfig: taking(proto.DiffRequest, (request) => {
      const olds = propsOf(request.getOldInputs()) ?? propsOf(request.getOlds()) ?? {};
      const changed = changedSettings(olds, propsOf(request.getNews()) ?? {});
      const response = new proto.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      return response;
    }),
    configure: taking(proto.ConfigureRequest, async (request) => {
      await host.configure(propsOf(request.getArgs()) ?? {}, request.getId() || undefined);
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    invoke: taking(proto.InvokeRequest, async (request) => {
      const found = await host.functions.call(request.getTok(), propsOf(request.getArgs()) ?? {});
      const response = new proto.InvokeResponse();
      response.setReturn(structOf({ ...found }));
      return response;
    }),
  };
}

function resourceMethods({ host }: Service): Methods {
  return {
    check: taking(proto.CheckRequest, async (request) => {
      const olds = propsOf(request.getOlds()) ?? {};
      const { inputs, failures } = await host.check(request.getUrn(), olds, propsOf(request.getNews()) ?? {});
      const response = new proto.CheckResponse();
      response.setInputs(structOf(inputs));
      response.setFailuresList(failures.map(({ reason }) => failureOf(reason)));
      return response;
    }),
    diff: taking(proto.DiffRequest, async (request) => diffResponse(await host.diff(changeOf(request)))),
    create: taking(proto.CreateRequest, async (request) => {
      const inputs = propsOf(request.getProperties()) ?? {};
      const { id, props } = await host.create(request.getUrn(), inputs, request.getPreview());
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(structOf(props));
      return response;
    }),
    read: taking(proto.ReadRequest, async (request) => {
      const found = await host.read({
        urn: request.getUrn(),
        id: request.getId(),
        props: propsOf(request.getProperties()),
        inputs: propsOf(request.getInputs()),
      });
      const response = new proto.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(structOf(found.props));
      response.setInputs(structOf(found.inputs));
      return response;
    }),
    update: taking(proto.UpdateRequest, async (request) => {
      const response = new proto.UpdateResponse();
      response.setProperties(structOf(await host.update(changeOf(request), request.getPreview())));
      return response;
    }),
    delete: taking(proto.DeleteRequest, async (request) => {
      await host.delete(request.getUrn(), request.getId(), propsOf(request.getProperties()) ?? {});
      return new Empty();
    }),
  };
}

function changeOf(request: proto.DiffRequest | proto.UpdateRequest) {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    olds: propsOf(request.getOlds()) ?? {},
    oldInputs: propsOf(request.getOldInputs()) ?? {},
    news: propsOf(request.getNews()) ?? {},
  };
}

export interface Served {
  readonly port: number;
  /** Whether a call is under way that finishes without an engine. */
  isBusy(): boolean;
}

/** A component is registered at the engine and calls nothing else: once that is gone it would wait for ever (seen). */
const finishes = (request: object): boolean => !(request instanceof proto.ConstructRequest);

/** Listens on a free port of this machine. */
export async function serve(service: Service): Promise<Served> {
  const underWay = new Set<object>();
  const respond = async (method: Method, request: object, callback: sendUnaryData<object>) => {
    underWay.add(request);
    const urn = urnOf(request);
    try {
      callback(null, await service.engine.at(urn, async () => method(request)));
    } catch (error) {
      callback(grpcError(error, (props) => service.host.partial(urn, props, inputsOf(request))));
    } finally {
      underWay.delete(request);
    }
  };
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  // gRPC itself refuses the methods that are not here (UNIMPLEMENTED), as the protocol wants it.
  const implementation = Object.entries(methodsOf(service)).map(([name, method]) => [
    name,
    ({ request }: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) =>
      void respond(method, request, callback),
  ]);
  server.addService(ResourceProviderService, Object.fromEntries(implementation));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, isBusy: () => [...underWay].some(finishes) };
}

/** As large as Pulumi's own. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const urnOf = (request: object): string =>
  "getUrn" in request ? String((request as { getUrn(): string }).getUrn()) : "";

/** The inputs of a request to create or update, by which its secrets are known. */
function inputsOf(request: object): Props {
  if (request instanceof proto.CreateRequest) return propsOf(request.getProperties()) ?? {};
  return request instanceof proto.UpdateRequest ? (propsOf(request.getNews()) ?? {}) : {};
}
