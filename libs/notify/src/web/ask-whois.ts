import { connect } from 'node:net';

import { inert } from '../inert';
import { within } from '../within';
import type { GetLimits } from './get-file';
import type { OutboundPolicy } from './outbound-policy';

/** Most bytes of an answer. */
const MOST = 256 * 1024;
/** What is asked is one word of these, so that nothing else can be told to the server. */
const QUESTION = /^[a-z0-9_.:-]{1,255}$/i;

/**
 * Asks a WHOIS server (RFC 3912) that the policy allows: one line, and the text that comes until it closes. The address that was checked is the one that is
 * connected to. @throws Error that says why there is no answer, OutboundRefused
 */
export async function askWhois(policy: OutboundPolicy, url: string, limits: GetLimits): Promise<string> {
  const signal = AbortSignal.timeout(limits.wholeMs);
  const target = await within(policy.check(url, 'whois'), signal).catch((error: Error) => {
    throw signal.aborted ? new Error(`no answer within ${limits.wholeMs / 1000} s`) : error;
  });
  const question = decodeURIComponent(target.url.pathname.slice(1));
  if (!QUESTION.test(question)) throw new Error('this cannot be asked by WHOIS');
  const { address, port } = { address: target.address.address, port: target.port };
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const socket = connect({ host: address, port }, () => socket.write(`${question}\r\n`));
    const end = (error: Error) => socket.destroy(error);
    socket.setTimeout(limits.quietMs, () => end(new Error(`no answer within ${limits.quietMs / 1000} s`)));
    const late = () => end(new Error(`it has not ended within ${limits.wholeMs / 1000} s`));
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
    socket.on('data', (piece) => {
      bytes += piece.length;
      if (bytes > MOST) end(new Error(`its answer has more than ${MOST / 1024} KiB`));
      else pieces.push(piece);
    });
    socket.once('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
    socket.once('error', (error) => reject(new Error(inert(error.message, 300))));
    socket.once('close', () => {
      signal.removeEventListener('abort', late);
      reject(new Error('it closed the connection without an answer'));
    });
  });
}
