import type { IncomingHttpHeaders } from 'node:http';

/** What the Origin header of a request says: nothing, the console itself, or another site. */
export type OriginKind = 'none' | 'own' | 'foreign';

/**
 * The console's origin is the host that the request was sent to, or PUBLIC_URL when a proxy changes the host.
 * Browsers send an Origin with every POST and WebSocket of a page; commands and tools send none.
 */
export function originKind({ origin, host }: IncomingHttpHeaders, publicUrl: string): OriginKind {
  if (origin === undefined) return 'none';
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return 'own';
  return publicUrl !== '' && URL.canParse(publicUrl) && origin === new URL(publicUrl).origin ? 'own' : 'foreign';
}
