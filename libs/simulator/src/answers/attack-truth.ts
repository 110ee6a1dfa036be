/** Kinds of planted attacks. */
export const ATTACK_KINDS = [
  'vertical-scan',
  'horizontal-scan',
  'ssh-brute-force',
  'syn-flood',
  'dns-tunnel',
  'beacon',
  'exfiltration',
] as const;
export type AttackKind = (typeof ATTACK_KINDS)[number];

/** What one planted attack did, filled in while its frames are sent. */
export class AttackTruth {
  firstUs = 0;
  lastUs = 0;
  packets = 0;
  bytes = 0;
  flows = 0;
  dnsQueries = 0;
  /** Payload bytes from the attacker (or the infected host). */
  payloadOut = 0;
  payloadIn = 0;
  readonly sources = new Set<string>();
  readonly destinations = new Set<string>();
  readonly ports = new Set<number>();
  readonly names = new Set<string>();

  constructor(
    readonly kind: AttackKind,
    /** The address that an alert should name. */
    readonly src: string,
    /** The target, '' when there are many. */
    readonly dst: string,
  ) {}
}
