import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';

/** An answer of the system. */
export interface PostAnswer {
  readonly status: number;
  readonly json: unknown;
  /** What `Retry-After` says, seconds; 0 when it says nothing. */
  readonly retryAfterS: number;
}

const MAX_ANSWER = 64 * 1024;
const TIMEOUT_MS = 30_000;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

/** The address of a system as a sensor may use it: https, or http on this host. @throws Error with cause and mend */
export function systemUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.search !== '')
    throw new Error(`${text} is no address of a system: give one such as https://wireledger.example.org:3000`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new Error(`${text} would send facts in clear text over a network. Give an https address.`);
  return url;
}

/** Sends bodies to one system. Its certificate is checked, against the given certificates (PEM) where there are some. */
export class Poster {
  private readonly url: URL;
  private readonly agent: Agent | undefined;

  /** @throws Error when the address cannot be used */
  constructor(to: string, ca = '') {
    this.url = systemUrl(to);
    this.agent =
      this.url.protocol === 'https:'
        ? new Agent({ keepAlive: true, maxSockets: 2, minVersion: 'TLSv1.2', ...(ca === '' ? {} : { ca }) })
        : undefined;
  }

  /** @throws Error when there is no answer, or it is too long */
  async post(
    at: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal?: AbortSignal,
  ): Promise<PostAnswer> {
    const target = new URL(`${this.url.pathname.replace(/\/+$/, '')}${at}`, this.url);
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(new Error(`${target.host} does not answer: ${reasonOf(error)}`));
      const sent =
        this.agent === undefined
          ? httpRequest(target, options)
          : httpsRequest(target, { ...options, agent: this.agent });
      sent.on('error', failed);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('error', failed);
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER) response.destroy(new Error('its answer is too long'));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          const after = Number(response.headers['retry-after'] ?? 0);
          const retryAfterS = Number.isFinite(after) ? Math.max(0, Math.min(3600, after)) : 0;
          resolve({ status: response.statusCode ?? 0, json: parsed(Buffer.concat(chunks)), retryAfterS });
        });
      });
      sent.end(body);
    });
  }

  close(): void {
    this.agent?.destroy();
  }
}

const reasonOf = (error: Error): string =>
  error.name === 'TimeoutError' ? `nothing came within ${TIMEOUT_MS / 1000} s` : error.message || error.name;

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
