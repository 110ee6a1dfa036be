import type { IncomingMessage } from 'node:http';
import type { Config } from '@wireledger/platform';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const LOCAL_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Of no interest to anybody who listens: probes tell whether the process lives. */
const PROBES = new Set(['/health/live', '/health/ready']);

/** What {@link isEncryptedWay} has to know of the configuration, and which peers are proxies of ours. */
export interface WayRules {
  readonly config: Pick<Config, 'tls' | 'host' | 'publicUrl'>;
  readonly isProxy: (address: string) => boolean;
}

const protocolOf = (request: IncomingMessage): string => {
  const header = request.headers['x-forwarded-proto'];
  // Each proxy adds its own at the end: the last one is of the proxy that spoke to us.
  const last = (Array.isArray(header) ? header.join() : (header ?? '')).split(',').at(-1) ?? '';
  return last.trim().toLowerCase();
};

const isLocalOnly = (publicUrl: string): boolean =>
  URL.canParse(publicUrl) && LOCAL_HOST.test(new URL(publicUrl).hostname);

/**
 * Whether a request came all its way encrypted, or never left this machine. With a certificate of our own every one does. Without, beyond loopback,
 * a trusted proxy must have spoken to us, and TLS or WSS to the client: whoever reaches the port past it is refused, as is what the proxy took in clear.
 * A PUBLIC_URL on this machine says that the proxy publishes to this machine alone.
 */
export function isEncryptedWay(request: IncomingMessage, { config, isProxy }: WayRules): boolean {
  if (config.tls) return true;
  const peer = request.socket.remoteAddress ?? '';
  const protocol = protocolOf(request);
  if (LOOPBACK.test(peer)) return protocol === '' || protocol === 'https' || protocol === 'wss' || !isProxy(peer);
  if (PROBES.has((request.url ?? '').split('?')[0] ?? '')) return true;
  if (!isProxy(peer)) return false;
  return protocol === 'https' || protocol === 'wss' || (protocol === '' && isLocalOnly(config.publicUrl));
}
