import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Config, publicUrlOf } from '@wireledger/platform';
import type { Application } from 'express';

import type { UploadFolder } from './captures/upload-folder';
import { DeclaredOperations, type Operation } from './access/assert-declared';
import { ApiModule } from './api.module';
import type { FourEyes } from './approvals/four-eyes';
import type { AccountProposals } from './auth/account-proposals';
import type { Erasure } from './erasure/erasure';
import { postJsonOnly, resolveOperation } from './graphql/http-door';
import { LIMITS } from './graphql/limits';
import { LiveDoor, SOCKET_LIMITS } from './graphql/live-door';
import { type MaySendOwn, PersistedOperations } from './graphql/operations';
import { serveConsole } from './http/console';
import { errorMiddleware } from './http/errors';
import type { OwnAddresses } from './http/origin';
import { isEncryptedWay } from './http/encrypted-way';
import { BATCHES, type BudgetRule, RequestBudget } from './http/request-budget';
import { butEvents, elsewhere, encryptedOnly, tellsEvents, withinBudget } from './http/request-limits';
import { authenticate, identify } from './http/request-middleware';
import { upgradeOrigin } from './http/request-origin';
import { guardUpgrades } from './http/upgrade-guard';
import { LIVE_TIMES } from './live/pace';
import { OpenApi } from './rest/openapi/open-api';
import { RestFacade } from './rest/facade';
import { RestSockets } from './rest/live/rest-sockets';
import { securityHeaders } from './http/security-headers';
import { eventsAhead } from './intake/events-ahead';
import { limitTimes, REQUEST_TIMES, type RequestTimes } from './http/request-times';
import { TLS_MIN_VERSION } from './security/transport';
import { type ApiPorts, type ApiServices, composeServices } from './services';

/** A running API. */
export interface RunningApi {
  readonly url: string;
  readonly services: ApiServices;
  readonly live: LiveDoor;
  /** Every resolver and route, with what it demands. */
  readonly operations: readonly Operation[];
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Folder of the built console, with `operations.json`; the pages are in `browser/`. */
  readonly webFolder: string;
  /** Further resolvers and controllers, for tests of the guard. */
  readonly extra?: { readonly resolvers?: Type[]; readonly controllers?: Type[] };
  /** Instead of the permission matrix, for tests that ask as people. */
  readonly maySendOwn?: MaySendOwn;
  /** Instead of what clients may ask in a time. */
  readonly requests?: BudgetRule;
  /** Instead of the times that requests may take, ms. */
  readonly requestTimes?: RequestTimes;
}

/** Starts the API on the configured address. @throws when an operation declares no permission, a port is taken, a file is malformed */
export async function startApi(ports: ApiPorts, options: ServerOptions): Promise<RunningApi> {
  const { config, logger } = ports;
  const services = await composeServices(ports);
  const operations = PersistedOperations.load(path.join(options.webFolder, 'operations.json'), options.maySendOwn);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.around(services, logger, options.extra), {
    logger: ['error', 'fatal'],
    bodyParser: false,
    abortOnError: false,
    ...(config.tls ? { httpsOptions: tlsOptions(config.tls) } : {}),
  });
  const own = ownAddresses(services);
  const budget = new RequestBudget(options.requests);
  try {
    app.disable('x-powered-by');
    app.set('trust proxy', config.trustProxy.length > 0 ? [...config.trustProxy] : false);
    app.set('query parser', 'simple');
    const isEncrypted = wayOf(app, config);
    app.use(identify(own), securityHeaders(), encryptedOnly(isEncrypted));
    app.use(authenticate(services.authenticator, services.refusals), eventsAhead(services.intake));
    serveConsole(app, path.join(options.webFolder, 'browser'));
    app.use('/graphql', postJsonOnly(services.refusals));
    // Events are read where they are taken: by their own limits, and hashed as they came.
    const type = (request: IncomingMessage) => !tellsEvents(request) && isJson(request);
    app.useBodyParser('json', { limit: LIMITS.bodyBytes, type });
    app.use('/api/ingest', withinBudget(new RequestBudget(options.requests ?? BATCHES)));
    app.use(['/graphql', '/api'], elsewhere('/api/ingest', butEvents(withinBudget(budget))));
    app.use('/graphql', resolveOperation(operations, services.refusals));
    app.use(errorMiddleware(logger));
    await services.tail.start();
    app.get(OpenApi).describes(app);
    await app.init();
    await settleAccounts(services.proposals);
    await sweepAccess(ports);
    limitTimes(app.getHttpServer(), options.requestTimes ?? REQUEST_TIMES);
    sweepApprovals(services.fourEyes, ports);
    sweepUploads(services.uploads, ports);
    carryErasuresOut(services.erasure);
    carryErasuresOut(services.addressErasures);
    return await listen(app, { ports, services, operations, budget });
  } catch (error) {
    await services.tail.stop();
    await app.close();
    throw error;
  }
}

/** Addresses of the console as they are at the moment of asking. */
const ownAddresses =
  ({ address, security }: ApiServices): (() => OwnAddresses) =>
  () => ({ publicUrl: address.url, further: security.now.origins });

const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');

/** Whether requests came encrypted, by the proxies that the application trusts. */
function wayOf(app: NestExpressApplication, config: Config): (request: IncomingMessage) => boolean {
  const trusts = (app.getHttpAdapter().getInstance() as Application).get('trust proxy fn') as (
    ip: string,
    hop: number,
  ) => boolean;
  return (request) => isEncryptedWay(request, { config, isProxy: (address) => trusts(address, 0) });
}

const SWEEP_MS = 3600_000;

/** Removes sessions and links that nobody can use any more: now and each hour. */
async function sweepAccess({ store, logger, clock = Date.now }: ApiPorts): Promise<void> {
  const sweep = () =>
    store.sweep(clock()).then(
      () => undefined,
      (error: unknown) => logger.warn({ err: error }, 'old sessions were not removed'),
    );
  setInterval(() => void sweep(), SWEEP_MS).unref();
  await sweep();
}

const SETTLE_MS = 60_000;

/** Settles changes of accounts that a process left half done: before anybody can sign in, and each minute. */
async function settleAccounts(proposals: AccountProposals): Promise<void> {
  setInterval(() => void proposals.settleAll(), SETTLE_MS).unref();
  await proposals.settleAll();
}

const EXPIRE_MS = 15_000;

/** Ends requests for a second person that are too old. */
function sweepApprovals(fourEyes: FourEyes, { logger }: ApiPorts): void {
  const sweep = () =>
    fourEyes
      .expire()
      .catch((error: unknown) => logger.warn({ err: error }, 'old requests for approval were not ended'));
  setInterval(() => void sweep(), EXPIRE_MS).unref();
}

const ERASE_MS = 5_000;

/** Goes on with erasures that were begun before this start, or by a process that died: now and every few seconds. */
function carryErasuresOut(erasure: Pick<Erasure, 'resume'>): void {
  setInterval(() => void erasure.resume(), ERASE_MS).unref();
  void erasure.resume();
}

/** Gives up uploads that nobody goes on with: now and each hour. */
function sweepUploads(uploads: UploadFolder, { logger }: ApiPorts): void {
  const sweep = () =>
    uploads.sweep().catch((error: unknown) => logger.warn({ err: error }, 'old uploads were not removed'));
  setInterval(() => void sweep(), SWEEP_MS).unref();
  void sweep();
}

/** With TLS 1.2: ephemeral keys and authenticated encryption alone. The suites of TLS 1.3 are all of that kind. */
const CIPHERS = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

const tlsOptions = ({ certFile, keyFile }: { certFile: string; keyFile: string }) => ({
  cert: readFileSync(certFile),
  key: readFileSync(keyFile),
  minVersion: TLS_MIN_VERSION,
  ciphers: CIPHERS,
  honorCipherOrder: true,
});

async function listen(
  app: NestExpressApplication,
  parts: { ports: ApiPorts; services: ApiServices; operations: PersistedOperations; budget: RequestBudget },
): Promise<RunningApi> {
  const { ports, services, operations, budget } = parts;
  const { config, logger } = ports;
  const http = app.getHttpServer();
  const { schema } = app.get(GraphQLSchemaHost);
  const { authenticator, directory, address, tail, journal, trail, refusals } = services;
  const express = app.getHttpAdapter().getInstance() as Application;
  const originOf = (request: IncomingMessage) => upgradeOrigin(express, request);
  const upgrades = { refusals, originOf, own: ownAddresses(services), isEncrypted: wayOf(app, config) };
  const live = new LiveDoor({ ...upgrades, schema, operations, authenticator, directory, logger, budget });
  const facade = app.get(RestFacade);
  const times = ports.liveTimes ?? LIVE_TIMES;
  const sockets = new RestSockets({
    ...upgrades,
    facade,
    authenticator,
    streams: services.streams,
    budget,
    times,
    logger,
  });
  guardUpgrades(http, new Map([[SOCKET_LIMITS.path, live.upgrade], ...sockets.doors()]));
  await app.listen(config.port, config.host);
  const { port } = http.address() as AddressInfo;
  address.url = publicUrlOf(config, port);
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `${config.tls ? 'https' : 'http'}://${host}:${port}`,
    services,
    live,
    operations: app.get(DeclaredOperations).list(),
    close: async () => {
      live.close();
      services.streams.close();
      await tail.stop();
      http.closeAllConnections();
      await services.intake.close();
      await app.close();
      await Promise.all([journal.flush(), trail.flush()]).catch((error: unknown) =>
        logger.warn({ err: error }, 'counts of sign-ins and refusals were not written'),
      );
    },
  };
}
