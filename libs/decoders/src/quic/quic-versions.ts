/** What protects Initial packets in a version of QUIC: salt of the key derivation, prefix of its labels, and the type that such packets bear. */
export interface QuicVersion {
  readonly salt: Buffer;
  readonly labels: string;
  readonly initialType: number;
}

const DRAFT_29: QuicVersion = {
  salt: Buffer.from('afbfec289993d24c9e9786f19c6111e04390a899', 'hex'),
  labels: 'quic',
  initialType: 0,
};
/** RFC 9001 §5.2. */
const V1: QuicVersion = {
  salt: Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex'),
  labels: 'quic',
  initialType: 0,
};
/** RFC 9369 §3. */
const V2: QuicVersion = {
  salt: Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex'),
  labels: 'quicv2',
  initialType: 1,
};

export const QUIC_V1 = 0x00000001;
export const QUIC_V2 = 0x6b3343cf;
const QUIC_DRAFT = 0xff000000;

/** Parameters of a version by its number (unsigned): v1, v2, drafts 29 to 34; null when it is not known. */
export function quicVersion(version: number): QuicVersion | null {
  if (version === QUIC_V1) return V1;
  if (version === QUIC_V2) return V2;
  const draft = version - QUIC_DRAFT;
  if (draft >= 29 && draft <= 32) return DRAFT_29;
  return draft === 33 || draft === 34 ? V1 : null;
}

/** True for the first byte of a version that is known here. */
export const beginsQuicVersion = (byte: number): boolean =>
  byte === QUIC_V1 >>> 24 || byte === QUIC_V2 >>> 24 || byte === QUIC_DRAFT >>> 24;
