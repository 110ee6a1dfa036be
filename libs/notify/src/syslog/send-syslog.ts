import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { inert } from '../inert';
import type { Sent } from '../message';
import { type OutboundPolicy, OutboundRefused } from '../web/outbound-policy';
import { POST_LIMITS, type PostLimits } from '../web/post-json';
import { within } from '../within';

type Target = Awaited<ReturnType<OutboundPolicy['check']>>;

/** What every receiver takes in one datagram (RFC 5426 §3.2). */
const MAX_DATAGRAM = 2048;
/** How long a stream that has been written may still be refused before it counts as taken: a receiver of syslog answers nothing. */
const SETTLE_MS = 300;
/**
 * Sends lines to a syslog receiver that the policy allows: over TLS (RFC 5425) and TCP (RFC 6587) each with its length in front, over UDP
 * (RFC 5426) one a datagram. Nothing is acknowledged in syslog: over a stream success means that all was handed over and the connection
 * closed without complaint, over UDP that it was sent. Never throws.
 */
export async function sendSyslog(
  policy: OutboundPolicy,
  url: string,
  lines: readonly string[],
  { timeoutMs }: PostLimits = POST_LIMITS,
): Promise<Sent> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const target = await within(policy.check(url, 'syslog'), signal);
    if (target.url.protocol === 'syslog+udp:') return await sendDatagrams(target, lines);
    return await sendStream(target, lines, signal);
  } catch (error) {
    if (error instanceof OutboundRefused) return { ok: false, reason: error.message, permanent: true };
    if (signal.aborted) return { ok: false, reason: `not sent within ${timeoutMs / 1000} s`, permanent: false };
    return { ok: false, reason: inert((error as Error).message, 300), permanent: false };
  }
}

function sendDatagrams({ address: { address, family }, port }: Target, lines: readonly string[]): Promise<Sent> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  // One listener for all lines of a digest.
  const broken = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  broken.catch(() => undefined);
  const sent = (line: string) =>
    new Promise<void>((resolve, reject) => {
      socket.send(cut(Buffer.from(line), MAX_DATAGRAM), port, address, (error) => (error ? reject(error) : resolve()));
    });
  const send = (line: string) => Promise.race([broken, sent(line)]);
  return lines
    .reduce((before, line) => before.then(() => send(line)), Promise.resolve())
    .then(() => ({ ok: true, answer: `${lines.length} sent by UDP, which nobody acknowledges` }) as const)
    .finally(() => socket.close());
}

/** The first bytes, without half a character at the end. */
function cut(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

function sendStream(
  { url, address: { address }, port }: Target,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<Sent> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'syslog+tls:';
  const frames = lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join('');
  return new Promise((resolve, reject) => {
    const socket: Socket = secure
      ? connectTls({ host: address, port, ...(isIP(host) ? {} : { servername: host }) })
      : connectTcp({ host: address, port });
    const late = () => socket.destroy(new Error('time is up'));
    signal.addEventListener('abort', late, { once: true });
    socket.once(secure ? 'secureConnect' : 'connect', () => socket.end(frames));
    // A receiver that keeps its side open is as good as one that closes it.
    socket.once('finish', () => setTimeout(() => socket.destroy(), SETTLE_MS));
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', late);
      if (socket.writableFinished)
        resolve({ ok: true, answer: `${lines.length} handed over by ${secure ? 'TLS' : 'TCP'}` });
      else reject(new Error('the receiver closed the connection before all was sent'));
    });
    socket.resume();
  });
}
