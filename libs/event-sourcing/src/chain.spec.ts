import { chainHash, contentHash } from './chain';
import { comparePositions, formatPosition, parsePosition } from './position';
import { isSandbox, isStreamName, streamClass } from './stream-class';

describe('chain hash', () => {
  const link = {
    prev: Buffer.alloc(32),
    stream: 'thing-1',
    revision: 0n,
    id: '00000000-0000-4000-8000-000000000001',
    type: 'domain.ThingHappened',
    content: contentHash(Buffer.from('{"n":1}'), Buffer.from('{"sv":1}')),
  };

  it('never changes: stored logs must verify for ever', () => {
    expect(link.content.toString('hex')).toBe('ea0ad9815648df8db2a04c6b08c521281e1062f4eddbbda1b87c3ab2c3b9e663');
    expect(chainHash(link).toString('hex')).toBe('98448d1eb7d5b4887d95e0fd7efa50532881e0850a8d59f26d4ea694993008dd');
  });

  it('cannot be confused by moving bytes from one part to the next', () => {
    expect(contentHash(Buffer.from('ab'), Buffer.from('c'))).not.toEqual(
      contentHash(Buffer.from('a'), Buffer.from('bc')),
    );
    const moved = { ...link, stream: 'thing-1d', type: 'omain.ThingHappened' };
    expect(chainHash(moved)).not.toEqual(chainHash(link));
  });
});

describe('stream class', () => {
  it.each([
    ['facts-office.20261121', 'telemetry'],
    ['sandbox-7', 'sandbox'],
    ['sandboxalert-7', 'sandbox'],
    ['rollup-20261121', 'rollup'],
    ['seal-log', 'seal'],
    ['capture-7', 'domain'],
    ['access-api.20261121', 'domain'],
    ['factsheet-1', 'domain'],
  ])('%s is %s', (stream, expected) => {
    expect(isStreamName(stream)).toBe(true);
    expect(streamClass(stream)).toBe(expected);
    expect(isSandbox(stream)).toBe(expected === 'sandbox');
  });
});

describe('position', () => {
  it('sorts as text as it does as a number, start before all', () => {
    const positions = [0n, 1n, 9n, 10n, 2n ** 62n].map(formatPosition);
    expect([...positions].reverse().sort(comparePositions)).toEqual(positions);
    expect([...positions].sort()).toEqual(positions);
    expect(comparePositions('start', positions[0] ?? 'start')).toBeLessThan(0);
    expect(positions.map((position) => parsePosition(position))).toEqual([0n, 1n, 9n, 10n, 2n ** 62n]);
    expect(() => parsePosition('17' as never)).toThrow('not a position');
  });
});
