import { randomUUID } from 'node:crypto';

import { type EventLog, offer, StreamNotFound } from '@wireledger/event-sourcing';
import { KeyReplaced } from '@wireledger/events';
import { NotifyKeys } from '@wireledger/notify';
import { beginNextNotifyKey, nextNotifyKey, notifyKey, putNextNotifyKey } from '@wireledger/platform';
import { beginNextMasterKey, masterKey, putNextMasterKey, rewrapSubjectKeys } from '@wireledger/platform/personal-keys';

import { resealSecrets } from './reseal-secrets';

export const REPLACED_KEYS = ['personal', 'notify'] as const;
export type ReplacedKey = (typeof REPLACED_KEYS)[number];

/** What a replacement works on. `log`: as it is stored, upcast; texts of people stay sealed. */
export interface Replacing {
  readonly log: EventLog;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly reason: string;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
}

export interface Replaced {
  readonly from: string;
  readonly to: string;
  readonly resealed: number;
}

/** A key, the one that takes its place, and what has to be done in between. */
interface Replacement {
  readonly from: string;
  readonly to: string;
  reseal(): Promise<number>;
  put(): void;
}

/**
 * Replaces a key of the installation. First the next key is there, in a file beside the old one; then everything is sealed by it; then an event says so;
 * last its file takes the old one's place, in one step. Killed anywhere, both files are there or the new one alone: whatever is sealed opens, and the
 * next call goes on where it was. The system must not run: its processes know the key that they have read.
 * @throws KeysInUse, MasterKeyMismatch, UnreadableSecret
 */
export async function replaceKey(key: ReplacedKey, replacing: Replacing): Promise<Replaced> {
  const { from, to, reseal, put } = key === 'personal' ? personal(replacing) : notify(replacing);
  const resealed = await reseal();
  await tell(replacing, { key, from, to, resealed });
  put();
  return { from, to, resealed };
}

function personal({ databaseUrl, dataDir }: Replacing): Replacement {
  const to = beginNextMasterKey(dataDir);
  const from = masterKey(dataDir);
  return {
    ...{ from: from.id, to: to.id },
    reseal: () => rewrapSubjectKeys(databaseUrl, from, to),
    put: () => putNextMasterKey(dataDir),
  };
}

function notify({ log, dataDir, nowUs }: Replacing): Replacement {
  const next = beginNextNotifyKey(dataDir);
  const from = new NotifyKeys(notifyKey(dataDir), nextNotifyKey(dataDir));
  const to = new NotifyKeys(next);
  return {
    ...{ from: from.id, to: to.id },
    reseal: () => resealSecrets(log, from, to, nowUs),
    put: () => putNextNotifyKey(dataDir),
  };
}

/** Once for each key, also when it is told again because the step behind it was not reached. */
async function tell(
  { log, reason, nowUs }: Replacing,
  fact: Omit<Parameters<typeof KeyReplaced.create>[0], 'reason'>,
): Promise<void> {
  const stream = `keys-${fact.key}`;
  if ((await lastOf(log, stream)) === fact.to) return;
  const appendId = randomUUID();
  const context = { actor: 'system:host', correlationId: appendId, causationId: appendId, at: nowUs() };
  const events = [offer(KeyReplaced.create({ ...fact, reason }), context)];
  const [result] = await log.append([{ stream, expected: 'any', appendId, events }]);
  if (result?.status !== 'ok') throw new Error(`the log did not take the record of it: ${result?.status}`);
}

async function lastOf(log: EventLog, stream: string): Promise<unknown> {
  try {
    return (await log.readStream({ stream, dir: 'back', limit: 1 })).events[0]?.data.to;
  } catch (error) {
    if (error instanceof StreamNotFound) return null;
    throw error;
  }
}
