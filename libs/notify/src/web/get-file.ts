import { type IncomingHttpHeaders, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

import { inert } from '../inert';
import { type OutboundPolicy, OutboundRefused } from './outbound-policy';

/** Bounds of one fetch. */
export interface GetLimits {
  /** Until the answer's head is there, and between two pieces of its body, ms. */
  readonly quietMs: number;
  /** For everything, ms. */
  readonly wholeMs: number;
}
export const GET_LIMITS: GetLimits = { quietMs: 15_000, wholeMs: 300_000 };

/** What to ask for. */
export interface Wanted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the version that is there already: RFC 9110 §13. */
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** How a fetch began: a file, nothing new, or a failure; `passing`: another try soon makes sense. */
export type Got =
  | {
      readonly is: 'file';
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly headers: IncomingHttpHeaders;
      /** Ends with an Error when it breaks off or takes too long; must be read or left. */
      readonly body: AsyncIterable<Buffer>;
    }
  | { readonly is: 'notModified' }
  | {
      readonly is: 'failed';
      readonly status: number | null;
      readonly why: string;
      readonly passing: boolean;
      readonly retryAfterS: number | null;
    };

const AGAIN = new Set([408, 425, 429]);

/** Begins to fetch a file from an address that the policy allows, connecting to what was checked; follows nothing, keeps no connection. Never throws. */
export async function getFile(policy: OutboundPolicy, wanted: Wanted, limits: GetLimits = GET_LIMITS): Promise<Got> {
  const over = new AbortController();
  const whole = setTimeout(() => over.abort(), limits.wholeMs);
  whole.unref();
  const failed = (
    why: string,
    passing: boolean,
    status: number | null = null,
    retryAfterS: number | null = null,
  ): Got => {
    clearTimeout(whole);
    return { is: 'failed', status, why: inert(why, 300), passing, retryAfterS };
  };
  try {
    const quiet = AbortSignal.timeout(limits.quietMs);
    const target = await orTimeOut(policy.check(wanted.url), quiet);
    const response = await head(target, wanted, AbortSignal.any([quiet, over.signal]));
    const { statusCode: status = 0, headers } = response;
    if (status === 200) {
      const coding = headers['content-encoding'] ?? 'identity';
      if (coding !== 'identity') {
        response.destroy();
        return failed(`it is sent packed (${coding}), which was not asked for`, false, status);
      }
      const text = (value: string | undefined, most: number) => (value && value.length <= most ? value : null);
      return {
        is: 'file',
        ...{ etag: text(headers.etag, 500), lastModified: text(headers['last-modified'], 100) },
        headers,
        body: bodyOf(response, limits, over, whole),
      };
    }
    response.destroy();
    if (status === 304) {
      clearTimeout(whole);
      return { is: 'notModified' };
    }
    if (status >= 300 && status < 400)
      return failed(
        `${status}: it sends elsewhere, which is not followed. Write the address that it leads to.`,
        false,
        status,
      );
    return failed(
      `it answers ${status}`,
      status >= 500 || AGAIN.has(status),
      status,
      secondsOf(headers['retry-after']),
    );
  } catch (error) {
    if (error instanceof OutboundRefused) return failed(error.message, false);
    if (error instanceof TimedOut || (error as Error).name === 'AbortError' || (error as Error).name === 'TimeoutError')
      return failed(`no answer within ${limits.quietMs / 1000} s`, true);
    return failed((error as Error).message, true);
  }
}

class TimedOut extends Error {}

/** The promise, or a rejection when the time is up: a resolver cannot be told to stop. */
const orTimeOut = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TimedOut()), { once: true });
    work.then(resolve, reject);
  });

function head(
  { url, address }: Awaited<ReturnType<OutboundPolicy['check']>>,
  { headers, etag, lastModified }: Wanted,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const lookup: RequestOptions['lookup'] = (_host, options, callback) =>
    options.all ? callback(null, [address]) : callback(null, address.address, address.family);
  const options: RequestOptions = {
    ...{ method: 'GET', agent: false, lookup, maxHeaderSize: 16 * 1024 },
    headers: {
      ...{ 'user-agent': 'Wireledger', accept: '*/*', 'accept-encoding': 'identity' },
      ...(etag === null ? {} : { 'if-none-match': etag }),
      ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      signal.removeEventListener('abort', abort);
      resolve(response);
    });
    const abort = () => request.destroy(new TimedOut());
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    request.on('error', reject);
    request.end();
  });
}

/** The body's pieces; an Error when they stop coming, break off, or take too long in all. */
async function* bodyOf(
  response: IncomingMessage,
  { quietMs, wholeMs }: GetLimits,
  over: AbortController,
  whole: NodeJS.Timeout,
): AsyncGenerator<Buffer> {
  const tooLong = () => response.destroy(new Error(`it took longer than ${wholeMs / 1000} s`));
  over.signal.addEventListener('abort', tooLong, { once: true });
  response.setTimeout(quietMs, () => response.destroy(new Error(`nothing came for ${quietMs / 1000} s`)));
  try {
    for await (const piece of response) yield piece as Buffer;
  } finally {
    clearTimeout(whole);
    response.destroy();
  }
}

/** Of `Retry-After` only seconds are understood (RFC 9110 §10.2.3 has dates as well, which clocks would have to agree on). */
const secondsOf = (text: string | undefined): number | null => (text && /^\d{1,9}$/.test(text) ? Number(text) : null);
