import { createHash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { z } from 'zod';

const CODE = /^wl_e_([a-z0-9][a-z0-9-]{0,31})\.[A-Za-z0-9_-]{43}$/;

/** A code that lets one sensor give its key, once: 256 random bits, with the name of the sensor before them. */
export const makeCode = (sensor: string): string => `wl_e_${sensor}.${randomBytes(32).toString('base64url')}`;

/** The sensor that a code is for, or null when the text is no code. */
export const sensorOfCode = (code: string): string | null => CODE.exec(code)?.[1] ?? null;

export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex');

/** Body of `POST /api/ingest/enrol`. `proof`: a signature by the key itself, so that nobody enrols a key that is not his. */
export const EnrolBody = z.strictObject({
  code: z.string().max(100),
  publicKey: z.string().max(64),
  proof: z.string().max(100),
});
export type EnrolBody = z.infer<typeof EnrolBody>;

export const EnrolAnswer = z.object({ sensor: z.string().max(32), key: z.string().max(64) });

const proven = (code: string, publicKey: string): Buffer =>
  Buffer.from(['wireledger-enrol-1', hashOfCode(code), publicKey].join('\n'));

export const proveKey = (code: string, publicKey: string, privateKey: KeyObject): string =>
  sign(null, proven(code, publicKey), privateKey).toString('base64url');

/** Whether who sends this has the private key. */
export const isProven = ({ code, publicKey, proof }: EnrolBody, key: KeyObject): boolean =>
  /^[A-Za-z0-9_-]{86}$/.test(proof) && verify(null, proven(code, publicKey), key, Buffer.from(proof, 'base64url'));
