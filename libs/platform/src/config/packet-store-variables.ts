import { z } from 'zod';

import { isLoopbackHost } from './loopback-host';
import { variable } from './variable';

const path = z.string().refine((text) => !text.includes('\0'), 'must be a path');
/** Name of a bucket (S3: 3 to 63 of these), and what stands in front of every object. */
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.!*'()/-]{0,255}))?$/;

/** https anywhere, http on this host alone: names of objects tell which sensor saw packets when. */
function endpoint(text: string): boolean {
  if (text === '') return true;
  if (!URL.canParse(text)) return false;
  const { protocol, username, hash, search, hostname } = new URL(text);
  if (username !== '' || hash !== '' || search !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** A bucket and a prefix that is empty or ends with `/`. */
export function bucketOf(text: string): { readonly bucket: string; readonly prefix: string } | null {
  const [, bucket, rest = ''] = BUCKET.exec(text) ?? [];
  return bucket === undefined ? null : { bucket, prefix: rest === '' || rest.endsWith('/') ? rest : `${rest}/` };
}

/** What the store of packets may take, and where. */
export const PACKET_STORE_VARIABLES = {
  PACKET_STORE_MB: variable({
    schema: z
      .string()
      .regex(/^[1-9]\d{0,7}$/, 'must be a number of megabytes from 1 to 99999999')
      .transform(Number)
      .refine((megabytes) => megabytes >= 4, 'must be at least 4'),
    fallback: '10240',
    doc: 'What the packet store takes on disk at most, in MiB; the oldest packets go first. Whether packets are stored is set in the console.',
  }),
  PACKET_STORE_DAYS: variable({
    schema: z
      .string()
      .regex(/^[1-9]\d{0,2}$/, 'must be a number of days from 1 to 730')
      .transform(Number)
      .refine((days) => days <= 730, 'must be a number of days from 1 to 730'),
    fallback: '7',
    doc: 'Days that stored packets are kept at most.',
  }),
  PACKET_STORE_KEY_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'File with 64 hex digits (openssl rand -hex 32), mode 0600: stored packets are encrypted with that key. Empty = they are plain pcapng files.',
  }),
  PACKET_STORE_S3: variable({
    schema: z
      .string()
      .refine((text) => text === '' || bucketOf(text) !== null, 'must be a bucket, such as s3://packets/site-a')
      .transform((text) => (text === '' ? null : bucketOf(text))),
    fallback: '',
    doc: 'Bucket, and prefix of its own, to which closed segments of packets are brought, sealed: s3://packets/site-a. Empty = they stay on this disk.',
  }),
  PACKET_STORE_S3_ENDPOINT: variable({
    schema: z
      .string()
      .refine(
        endpoint,
        'must be the address of a server that speaks S3, such as https://s3.example.org (http on this host alone)',
      ),
    fallback: '',
    doc: 'Server of that bucket. Empty = that of Amazon in PACKET_STORE_S3_REGION.',
  }),
  PACKET_STORE_S3_REGION: variable({
    schema: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be a region, such as eu-central-1'),
    fallback: 'us-east-1',
    doc: 'Region of that bucket.',
  }),
  PACKET_STORE_S3_KEY_ID: variable({
    schema: z.string().regex(/^[\w.+=/-]{0,128}$/, 'must be an access key id'),
    fallback: '',
    doc: 'Id of the key by which the sensor reads, writes, lists and removes objects of that bucket.',
  }),
  PACKET_STORE_S3_SECRET_FILE: variable({
    schema: path,
    fallback: '',
    doc: 'File with the secret of that key, mode 0600.',
  }),
  PACKET_STORE_S3_MB: variable({
    schema: z
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'must be a number of megabytes from 1 to 999999999')
      .transform(Number),
    fallback: '102400',
    doc: 'What packets take in that bucket at most, in MiB; the oldest go first. PACKET_STORE_DAYS holds there as well.',
  }),
} as const;
