import { readFileSync } from 'node:fs';
import {
  EnrolAnswer,
  identityFile,
  INGEST_PATHS,
  makeKeyPair,
  Poster,
  proveKey,
  readPrivateKey,
  RefusedAnswer,
  type SensorIdentity,
  sensorOfCode,
  systemUrl,
  writeIdentity,
} from '@wireledger/ingest';
import type { Config } from '@wireledger/platform';

import { ControlFailed } from '../replay/control-client';

/** What a sensor needs to join: the address of the system, the code it was given, and certificates where they are its own. */
export interface JoinOrder {
  readonly to: string;
  readonly code: string;
  /** File of certificates (PEM). */
  readonly ca?: string;
}

/**
 * Makes a key here, enrols it there, and keeps it in a file that its owner alone can read. A key that was there before is replaced.
 * @throws ControlFailed with cause and mend; nothing is kept then
 */
export async function join(
  { to, code, ca }: JoinOrder,
  config: Pick<Config, 'dataDir' | 'sensorKeyFile'>,
): Promise<{ readonly identity: SensorIdentity; readonly file: string }> {
  if (sensorOfCode(code) === null)
    throw new ControlFailed('this is no code: give it as `wireledger sensor enrol` printed it, wl_e_…');
  const certificates = ca === undefined ? '' : read(ca);
  const pair = makeKeyPair();
  const signer = readPrivateKey(pair.privateKey);
  if (!signer) throw new ControlFailed('a key cannot be made on this machine');
  const body = { code, publicKey: pair.publicKey, proof: proveKey(code, pair.publicKey, signer) };
  const poster = posterOf(to, certificates);
  try {
    const { status, json } = await poster
      .post(INGEST_PATHS.enrol, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(body)))
      .catch((error: Error) => {
        throw new ControlFailed(`${error.message}${hint(error.message)}`);
      });
    const answer = EnrolAnswer.safeParse(json);
    if (status !== 200 || !answer.success)
      throw new ControlFailed(RefusedAnswer.safeParse(json).data?.message ?? `${to} answers ${status}`);
    const file = config.sensorKeyFile || identityFile(config.dataDir);
    const { sensor, key } = answer.data;
    const address = systemUrl(to).href.replace(/\/+$/, '');
    const identity = { v: 1 as const, sensor, key, privateKey: pair.privateKey, to: address, ca: certificates };
    writeIdentity(file, identity);
    return { identity, file };
  } finally {
    poster.close();
  }
}

function posterOf(to: string, ca: string): Poster {
  try {
    return new Poster(to, ca);
  } catch (error) {
    throw new ControlFailed((error as Error).message);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ControlFailed(`the certificates cannot be read: ${(error as Error).message}`);
  }
}

const hint = (message: string): string =>
  /certificate|self.signed/i.test(message) ? '. Give the certificate of its authority with --ca FILE.' : '';
