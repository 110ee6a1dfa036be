import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isLoopbackHost } from '@wireledger/platform';
import type { Address, OutboundPolicy } from '@wireledger/notify';
import type { CustomFetch, CustomFetchOptions } from 'openid-client';

/** For one request, from the first byte to the last: ms, bytes. */
const TIMEOUT_MS = 5000;
const MAX_BYTES = 1024 * 1024;

/** The provider did not answer, or may not be asked there. The message says which. */
export class ProviderUnreachable extends Error {}

/**
 * Asks the provider. Its own host is whatever the operator named; where its documents lead elsewhere (keys and tokens of some live on other hosts), that
 * is asked only as webhooks are: https on the Internet, or a network of OUTBOUND_ALLOW, at the address that was checked. Nothing is followed.
 */
export function providerFetch(issuer: string, policy: OutboundPolicy): CustomFetch {
  const { hostname: own, protocol: ownProtocol } = new URL(issuer);
  return async (text, options) => {
    const url = new URL(text);
    const atHome = url.hostname === own;
    if (url.protocol !== 'https:' && !(atHome && url.protocol === ownProtocol && isLoopbackHost(own)))
      throw new ProviderUnreachable(`${url.origin} is not asked: only https is, and http on this host alone.`);
    const address = atHome ? null : (await policy.check(text).catch(refused)).address;
    return send(url, address, options);
  };
}

function refused(error: unknown): never {
  throw new ProviderUnreachable((error as Error).message);
}

function send(url: URL, address: Address | null, { method, headers, body }: CustomFetchOptions): Promise<Response> {
  const lookup: RequestOptions['lookup'] = (_host, options, callback) => {
    if (address) return options.all ? callback(null, [address]) : callback(null, address.address, address.family);
  };
  const options: RequestOptions = {
    ...{ method, headers: { ...headers, 'user-agent': 'Wireledger' }, agent: false },
    ...{ signal: AbortSignal.timeout(TIMEOUT_MS), ...(address ? { lookup } : {}) },
  };
  return new Promise((resolve, reject) => {
    const failed = (error: Error) =>
      reject(
        new ProviderUnreachable(
          error.name === 'AbortError' ? `no answer within ${TIMEOUT_MS / 1000} s` : error.message,
        ),
      );
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        if ((length += part.length) > MAX_BYTES) response.destroy(new Error(`more than ${MAX_BYTES} bytes`));
      });
      response.on('error', failed);
      response.on('end', () => {
        const { statusCode: status = 502 } = response;
        const type = response.headers['content-type'];
        const empty = status === 204 || status === 304 || status < 200;
        const init = { status: status < 200 ? 502 : status, ...(type ? { headers: { 'content-type': type } } : {}) };
        resolve(new Response(empty ? null : Buffer.concat(parts), init));
      });
    });
    request.on('error', failed);
    request.end(body instanceof URLSearchParams ? body.toString() : ((body as string | undefined) ?? undefined));
  });
}
