import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  againstAnchor,
  contradiction,
  InMemoryEventLog,
  newSealKey,
  SealKey,
  sealOnce,
  type SignedSeal,
} from '@wireledger/event-sourcing';
import { anEvent } from '@wireledger/event-sourcing/testing';
import { AnchorFile } from '@wireledger/platform';

import { acceptHistory } from './accept-history';

const AT = 1_764_403_200_000_000;
const key = new SealKey(newSealKey());
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'wl-accept-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A log of so many stretches, and its seals. */
async function sealed(stretches: number, said = 'x'): Promise<{ log: InMemoryEventLog; seals: SignedSeal[] }> {
  const log = new InMemoryEventLog();
  const seals: SignedSeal[] = [];
  for (let n = 0; n < stretches; n++) {
    const events = [anEvent({ n, said }, 'domain.Told')];
    await log.append([{ stream: 'user-1', expected: 'any', appendId: events[0]?.id ?? '', events }]);
    const done = await sealOnce(log, key, AT + n);
    if (done.is === 'sealed') seals.push(done.seal);
  }
  expect(seals).toHaveLength(stretches);
  return { log, seals };
}
const anchorOf = (seals: readonly SignedSeal[]): AnchorFile => {
  const anchor = new AnchorFile(path.join(folder, 'seals.ndjson'));
  anchor.add(seals);
  return anchor;
};

it('a log that is as far as its anchor, or farther, agrees; without an anchor there is nothing to say', async () => {
  const { log, seals } = await sealed(3);
  for (const anchored of [null, seals[0], seals[2]])
    expect(contradiction(await againstAnchor(log, anchored ?? null))).toBe('');
});

it('an older state and another history contradict it, and are told apart', async () => {
  const [long, short, other] = [await sealed(4), await sealed(2), await sealed(4, 'y')];
  const newest = long.seals[3] as SignedSeal;
  expect(await againstAnchor(short.log, newest)).toMatchObject({ is: 'behind', sealed: { n: 1 } });
  expect(contradiction(await againstAnchor(short.log, newest))).toMatch(
    /ends with seal 1, but seal 3 of 2025-11-29T08.*older backup/,
  );
  expect(contradiction(await againstAnchor(new InMemoryEventLog(), newest))).toMatch(/ends before any seal/);
  expect(contradiction(await againstAnchor(other.log, newest))).toMatch(/another history/);
});

it('accepted for a reason: an event says what was there, and the seals of before are put aside, not removed', async () => {
  const [long, short] = [await sealed(4), await sealed(2)];
  const anchor = anchorOf(long.seals);
  const before = readFileSync(anchor.path, 'utf8');
  const told = await acceptHistory(
    short.log,
    key.publicKey,
    anchor,
    ' the disk failed ',
    new Date('2026-11-29T02:00:00Z'),
  );
  const aside = `${anchor.path}.until-20261129T020000Z`;
  expect(told).toContain(aside);
  expect([existsSync(anchor.path), readFileSync(aside, 'utf8')]).toEqual([false, before]);
  const { events } = await short.log.readStream({ stream: 'verification-log', limit: 5 });
  expect(events).toMatchObject([
    {
      type: 'domain.HistoryAccepted',
      meta: { actor: 'host' },
      data: { anchored: { n: 3 }, sealed: { n: 1 }, reason: 'the disk failed', aside: path.basename(aside) },
    },
  ]);
  expect(contradiction(await againstAnchor(short.log, anchor.last()))).toBe('');
});

it('is refused without a reason, without need, and for a log that is not whole by itself', async () => {
  const [long, short] = [await sealed(4), await sealed(2)];
  const anchor = anchorOf(long.seals);
  const accept = (log: InMemoryEventLog, publicKey = key.publicKey, reason = 'why') =>
    acceptHistory(log, publicKey, anchor, reason);
  await expect(accept(short.log, key.publicKey, '  ')).rejects.toThrow('say why');
  await expect(accept(long.log)).rejects.toThrow('nothing to accept');
  await expect(accept(short.log, new SealKey(newSealKey()).publicKey)).rejects.toThrow('not whole by itself');
  expect(anchor.last()?.n).toBe(3);
  await expect(short.log.readStream({ stream: 'verification-log', limit: 1 })).rejects.toThrow();
});
