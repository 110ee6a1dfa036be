import { type KeyObject, sign, verify } from 'node:crypto';

/** What a request is for; a signature for one is none for the other. */
export type IngestDeed = 'append' | 'tail';

/** How a body is packed: Zstandard (RFC 8878), gzip (RFC 1952), or not at all. */
export const ENCODINGS = ['zstd', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What a sensor says before the body; all of it is signed. */
export interface SignedHead {
  readonly deed: IngestDeed;
  readonly sensor: string;
  /** Id of the key that signs. */
  readonly key: string;
  /** Number of the first event in its daily stream, from 1; 0 where the request is not about that stream. */
  readonly sequence: number;
  /** The sensor's own clock when it sent this, ms since 1970 UTC. */
  readonly sentAt: number;
  readonly encoding: Encoding;
  /** SHA-256 of the body as it is sent, hex. */
  readonly digest: string;
}

/** Names of the headers, lower case as Node gives them. */
const HEADERS = {
  sensor: 'wireledger-sensor',
  key: 'wireledger-key',
  sequence: 'wireledger-sequence',
  sentAt: 'wireledger-sent-at',
  digest: 'wireledger-digest',
  signature: 'wireledger-signature',
} as const;

const SENSOR = /^[a-z0-9][a-z0-9-]{0,31}$/;
const KEY = /^[0-9a-f]{32}$/;
const NUMBER = /^(0|[1-9]\d{0,14})$/;
const DIGEST = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

/** The bytes that are signed: a line each, so that no part can be taken for another. */
function signedBytes({ deed, sensor, key, sequence, sentAt, encoding, digest }: SignedHead): Buffer {
  return Buffer.from(['wireledger-ingest-1', deed, sensor, key, sequence, sentAt, encoding, digest].join('\n'));
}

/** The head as headers, signed. */
export function signHead(head: SignedHead, privateKey: KeyObject): Record<string, string> {
  return {
    [HEADERS.sensor]: head.sensor,
    [HEADERS.key]: head.key,
    [HEADERS.sequence]: String(head.sequence),
    [HEADERS.sentAt]: String(head.sentAt),
    [HEADERS.digest]: head.digest,
    [HEADERS.signature]: sign(null, signedBytes(head), privateKey).toString('base64url'),
    'content-encoding': head.encoding,
  };
}

/** A head as it was received; whether it is true is not known yet. */
export interface ClaimedHead {
  readonly head: SignedHead;
  readonly signature: string;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the headers of a request; null when one is missing or malformed. */
export function readHead(deed: IngestDeed, headers: Headers): ClaimedHead | null {
  const text = (name: string, form: RegExp): string | null => {
    const value = headers[name];
    return typeof value === 'string' && form.test(value) ? value : null;
  };
  const sensor = text(HEADERS.sensor, SENSOR);
  const key = text(HEADERS.key, KEY);
  const sequence = text(HEADERS.sequence, NUMBER);
  const sentAt = text(HEADERS.sentAt, NUMBER);
  const digest = text(HEADERS.digest, DIGEST);
  const signature = text(HEADERS.signature, SIGNATURE);
  const encoding = ENCODINGS.find((known) => known === (headers['content-encoding'] ?? 'identity'));
  if (!sensor || !key || !sequence || !sentAt || !digest || !signature || !encoding) return null;
  return {
    head: { deed, sensor, key, sequence: Number(sequence), sentAt: Number(sentAt), encoding, digest },
    signature,
  };
}

/** Whether the key has signed this head. */
export const isSigned = ({ head, signature }: ClaimedHead, publicKey: KeyObject): boolean =>
  verify(null, signedBytes(head), publicKey, Buffer.from(signature, 'base64url'));
