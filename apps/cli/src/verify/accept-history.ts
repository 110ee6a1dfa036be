import { randomUUID, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { againstAnchor, type EventLog, offer, sealHash, type SignedSeal, verifyLog } from '@wireledger/event-sourcing';
import { HistoryAccepted } from '@wireledger/events';
import type { AnchorFile } from '@wireledger/platform';

const MAX_REASON = 500;

/**
 * Takes a log that its anchor contradicts as it is. The anchor is put aside, not removed: it stays the proof that there was more. That it was
 * accepted is an event before the system starts on it. Answers what was done, in a sentence.
 * @throws Error when there is nothing to accept, or when the log is not even whole by itself
 */
export async function acceptHistory(
  log: EventLog,
  publicKey: KeyObject,
  anchor: AnchorFile,
  reason: string,
  now = new Date(),
): Promise<string> {
  const said = reason.trim();
  if (said === '' || said.length > MAX_REASON) throw new Error(`say why, in at most ${MAX_REASON} characters`);
  const verdict = await againstAnchor(log, anchor.last());
  if (verdict.is === 'agrees') throw new Error('there is nothing to accept: the log agrees with its anchor');
  const { faults, head } = await verifyLog(log, { publicKey });
  const [fault] = faults;
  if (fault)
    throw new Error(
      `the log is not whole by itself (${fault.kind} at position ${fault.position}): it cannot be accepted`,
    );
  const { anchored, sealed } = verdict;
  const aside = anchor.asideAt(now);
  const id = randomUUID();
  const event = HistoryAccepted.create({
    ...{ anchored: named(anchored), sealed: sealed && named(sealed), head, reason: said, aside: path.basename(aside) },
  });
  const context = { actor: 'host', correlationId: id, causationId: id, at: now.getTime() * 1000 };
  const request = { stream: 'verification-log', expected: 'any' as const, appendId: id };
  const [result] = await log.append([{ ...request, events: [offer(event, context)] }]);
  if (result?.status !== 'ok') throw new Error(`the log did not take the acceptance: ${result?.status}`);
  anchor.moveTo(aside);
  return `accepted: the log ended at position ${head}; what was written down before stands in ${aside}`;
}

const named = (seal: SignedSeal) => ({ n: seal.n, to: seal.to, hash: sealHash(seal), at: seal.at });
