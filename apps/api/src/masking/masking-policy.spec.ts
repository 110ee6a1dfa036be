import { formatPosition, type RecordedEvent } from '@wireledger/event-sourcing';

import { MaskingPolicy, REVEAL_MS } from './masking-policy';

const START = 1_764_331_200_000;
const SESSION = 'session-1';

let now = START;
const at = (n: number) => formatPosition(BigInt(n));
/** What the log brings: a session is shown everything until then. */
const revealed = (until: number, n: number, session = SESSION): RecordedEvent =>
  ({
    type: 'domain.AddressesRevealed',
    data: { session, until: until * 1000 },
    ...{ meta: { sv: 1 }, revision: BigInt(n), position: at(n) },
  }) as unknown as RecordedEvent;

function policy(): MaskingPolicy {
  now = START;
  return new MaskingPolicy(() => now);
}

describe('leave to see in clear', () => {
  it('ends with what was said last, although the log brings what was said before only then', () => {
    const masks = policy();
    masks.give(SESSION, START + REVEAL_MS, at(1));
    expect(masks.leaveOf(SESSION)).toBe(START + REVEAL_MS);
    masks.give(SESSION, 0, at(2));
    expect(masks.leaveOf(SESSION)).toBeNull();
    masks.apply(revealed(START + REVEAL_MS, 1));
    expect(masks.leaveOf(SESSION)).toBeNull();
    masks.apply(revealed(0, 2));
    expect(masks.leaveOf(SESSION)).toBeNull();
  });

  it('is there when it was asked for again, although the log brings the end of the one before only then', () => {
    const masks = policy();
    masks.give(SESSION, 0, at(2));
    masks.give(SESSION, START + REVEAL_MS, at(3));
    masks.apply(revealed(START + REVEAL_MS, 1));
    masks.apply(revealed(0, 2));
    expect(masks.leaveOf(SESSION)).toBe(START + REVEAL_MS);
  });

  it('does not begin by a word that another process took back before this one had heard of it', () => {
    const masks = policy();
    masks.give(SESSION, 0, at(2));
    masks.apply(revealed(START + REVEAL_MS, 1));
    expect(masks.leaveOf(SESSION)).toBeNull();
  });

  it('is remembered after its end for as long as older words could show something, and by no other session', () => {
    const masks = policy();
    masks.give(SESSION, 0, at(2));
    now = START + REVEAL_MS - 1;
    masks.apply(revealed(START + REVEAL_MS, 1));
    expect(masks.leaveOf(SESSION)).toBeNull();
    masks.apply(revealed(now + REVEAL_MS, 3, 'session-2'));
    expect([masks.leaveOf(SESSION), masks.leaveOf('session-2')]).toEqual([null, now + REVEAL_MS]);
    now += REVEAL_MS;
    expect(masks.leaveOf('session-2')).toBeNull();
  });
});
