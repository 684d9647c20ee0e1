import type { CertificateCreateRequest } from "../../contract";
import { invalid, notFound } from "../core/errors";
import type { Certificate } from "../core/model";
import { certificateWireOf } from "../core/wire";
import { record } from "../core/world";
import { type Call, type Route, type RouteResponse, route } from "../http/router";
import { refusePast } from "./access";
import { requireFreeNickname } from "./names";

function createCertificate(call: Call): RouteResponse {
  const { world, caller } = call;
  // The body was checked against this very schema before the route was called.
  const body = call.body as CertificateCreateRequest;
  refusePast(world, body.end_date);
  const endDate = body.end_date ?? caller.endDate;
  if (endDate !== undefined && caller.endDate !== undefined && endDate > caller.endDate) {
    throw invalid(`end_date: ${endDate} is after ${caller.endDate}, the end date of the user`);
  }
  requireFreeNickname(world, body.nickname, caller.id);
  const certificate: Certificate = {
    id: world.chance.uuid(),
    userId: caller.id,
    nickname: body.nickname,
    createdAt: world.clock.now(),
    ...(endDate === undefined ? {} : { endDate }),
    enabled: true,
  };
  world.certificates.set(certificate.id, certificate);
  record(world, caller, { action: "CREATE", resourceType: "CLIENT_AUTH_CERTIFICATE", resourceId: certificate.id });
  const status = world.rules.on("certificate-body") ? 200 : 201;
  return { status, body: certificateWireOf(world, certificate) };
}

function enableCertificate(call: Call): RouteResponse {
  const { world, caller, params } = call;
  const certificate = world.certificates.get(params.id ?? "");
  if (certificate === undefined || certificate.userId !== caller.id) throw notFound("certificate");
  certificate.enabled = true;
  record(world, caller, { action: "ENABLE", resourceType: "CLIENT_AUTH_CERTIFICATE", resourceId: certificate.id });
  return { status: 200, body: certificateWireOf(world, certificate) };
}

/** Client certificates of the caller's own: `/client-auth-certificate`. */
export const certificateRoutes: readonly Route[] = [
  route("createClientAuthCertificate", createCertificate),
  route("enableClientAuthCertificate", enableCertificate),
];
