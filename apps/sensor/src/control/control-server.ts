import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';

const MAX_BODY = 64 * 1024;

/** A request that cannot be done: HTTP status, and one sentence with cause and mend. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 409 | 413 | 422,
    message: string,
  ) {
    super(message);
  }
}

/** Answers with one object, or with an object a line while it works (NDJSON). `gone` aborts when the caller hangs up. */
export type ControlRoute = (body: unknown, gone: AbortSignal) => Promise<object> | AsyncIterable<object>;

const isStream = (value: object): value is AsyncIterable<object> => Symbol.asyncIterator in value;

/** The sensor's door for this host: HTTP on loopback, bearer control token, routes `METHOD /path`. */
export class ControlServer {
  private readonly server: Server;

  constructor(
    private readonly token: string,
    private readonly routes: Readonly<Record<string, ControlRoute>>,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.headersTimeout = 5000;
  }

  /** Resolves to the address it listens on. */
  async listen(port: number, host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      this.authorize(request);
      const route = this.routes[`${request.method} ${request.url?.split('?')[0]}`];
      if (!route) throw new ControlError(404, `no ${request.method} ${request.url} here`);
      const result = route(await readJson(request), gone.signal);
      if (!isStream(result)) {
        // What fails on the way has a status of its own: nothing is sent before it is over.
        const text = JSON.stringify(await result);
        response.writeHead(200, { 'content-type': 'application/json' }).end(text);
        return;
      }
      for await (const item of result) {
        if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        response.write(`${JSON.stringify(item)}\n`);
      }
      response.end();
    } catch (error) {
      this.fail(response, error as Error);
    }
  }

  private fail(response: ServerResponse, error: Error): void {
    const status = error instanceof ControlError ? error.status : 500;
    if (response.headersSent) response.end(`${JSON.stringify({ type: 'failed', message: error.message })}\n`);
    else
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: error.message }));
  }

  private authorize(request: IncomingMessage): void {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new ControlError(
        401,
        'the control token is missing or wrong: it stands in run/system.json of the data folder',
      );
    }
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new ControlError(413, `a control request is at most ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}

/** A body that fits a schema. @throws ControlError 400 naming the fields */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ControlError(
    400,
    result.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '),
  );
}
