import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

import type { Sent } from '../message';
import { inert } from '../inert';
import { within } from '../within';
import { type OutboundPolicy, OutboundRefused } from './outbound-policy';

export interface PostLimits {
  /** For everything: looking the name up, connecting, sending, the answer's head. ms */
  readonly timeoutMs: number;
}
export const POST_LIMITS: PostLimits = { timeoutMs: 5000 };

/** So much of an answer is read, for the delivery list; the rest is not waited for. */
const MAX_ANSWER = 1024;
const AGAIN = new Set([408, 425, 429]);

/** Sends a body to an address that the policy allows; follows nothing, keeps no connection. Never throws. */
export async function postJson(
  policy: OutboundPolicy,
  url: string,
  post: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  { timeoutMs }: PostLimits = POST_LIMITS,
): Promise<Sent> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const target = await within(policy.check(url), signal);
    const { status, text } = await send(target, post, signal);
    const said = inert(`${status} ${text}`.trim(), 300);
    if (status >= 200 && status < 300) return { ok: true, answer: said };
    if (status >= 300 && status < 400)
      return { ok: false, reason: `${status}: it sends elsewhere, which is not followed`, permanent: true };
    return { ok: false, reason: said, permanent: status < 500 && !AGAIN.has(status) };
  } catch (error) {
    if (error instanceof OutboundRefused) return { ok: false, reason: error.message, permanent: true };
    if (signal.aborted) return { ok: false, reason: `no answer within ${timeoutMs / 1000} s`, permanent: false };
    return { ok: false, reason: inert((error as Error).message, 300), permanent: false };
  }
}

function send(
  { url, address }: Awaited<ReturnType<OutboundPolicy['check']>>,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const lookup: RequestOptions['lookup'] = (_host, options, callback) =>
    options.all ? callback(null, [address]) : callback(null, address.address, address.family);
  const options: RequestOptions = {
    ...{ method: 'POST', agent: false, lookup, signal },
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Wireledger', ...headers },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      const done = () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8').slice(0, MAX_ANSWER) });
        response.destroy();
      };
      response.on('data', (part: Buffer) => {
        parts.push(part);
        if ((length += part.length) >= MAX_ANSWER) done();
      });
      // The status says what became of it: an answer that never ends or breaks off changes nothing.
      for (const over of ['end', 'error', 'close'] as const) response.on(over, done);
      setTimeout(done, 500).unref();
    });
    request.on('error', reject);
    request.end(body);
  });
}
