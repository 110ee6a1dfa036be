/** What the Origin header of a request says: nothing, the console itself, or another site. */
export type OriginKind = 'none' | 'own' | 'foreign';

/** Addresses by which people open the console, beside the host that a request is sent to. */
export interface OwnAddresses {
  /** '' = none is known yet. */
  readonly publicUrl: string;
  /** Origins that the security settings add. */
  readonly further: readonly string[];
}

/**
 * The console's origin is the host that the request was sent to, or PUBLIC_URL or one of the settings when a proxy changes the host.
 * Browsers send an Origin with every POST and WebSocket of a page; commands and tools send none.
 */
export function originKind(
  { origin, host }: { readonly origin?: string | undefined; readonly host?: string | undefined },
  { publicUrl, further }: OwnAddresses,
): OriginKind {
  if (origin === undefined) return 'none';
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return 'own';
  if (further.includes(origin)) return 'own';
  return publicUrl !== '' && URL.canParse(publicUrl) && origin === new URL(publicUrl).origin ? 'own' : 'foreign';
}
