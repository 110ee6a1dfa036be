import { LiveBuffer, type LiveFrame, type LiveItem } from './live-buffer';

const item = (n: number): LiveItem => ({
  cursor: `${n}#0`,
  kind: 'FLOW',
  time: '2026-11-21T08:00:00.000000Z',
  sensor: 's',
  flow: null,
  dns: null,
});
const frame = (from: number, to: number, more: Partial<LiveFrame> = {}): LiveFrame => ({
  cursor: `${to}#0`,
  received: to - from + 1,
  matching: to - from + 1,
  sampledOut: 0,
  catchingUp: false,
  serverTime: '2026-11-21T08:00:00.000000Z',
  gap: null,
  items: Array.from({ length: to - from + 1 }, (_, index) => item(from + index)),
  ...more,
});
const ids = (buffer: LiveBuffer): readonly string[] => buffer.entries.map((entry) => entry.id);

describe('live buffer', () => {
  it('puts the newest first', () => {
    const buffer = new LiveBuffer();
    buffer.push(frame(1, 3), false);
    buffer.push(frame(4, 5), false);
    expect(ids(buffer)).toEqual(['5#0', '4#0', '3#0', '2#0', '1#0']);
    expect(buffer.cursor).toBe('5#0');
  });

  it('leaves out what it has: frames overlap around a reconnection', () => {
    const buffer = new LiveBuffer();
    buffer.push(frame(1, 3), false);
    buffer.push(frame(2, 4), false);
    expect(ids(buffer)).toEqual(['4#0', '3#0', '2#0', '1#0']);
  });

  it('holds and counts while paused, then lets all in', () => {
    const buffer = new LiveBuffer();
    buffer.push(frame(1, 2), false);
    buffer.push(frame(3, 5), true);
    buffer.push(frame(6, 6), true);
    expect(ids(buffer)).toEqual(['2#0', '1#0']);
    expect(buffer.waiting).toBe(4);
    expect(buffer.beats.map((beat) => beat.paused)).toEqual([false, true, true]);
    buffer.release();
    expect(buffer.waiting).toBe(0);
    expect(ids(buffer)).toEqual(['6#0', '5#0', '4#0', '3#0', '2#0', '1#0']);
  });

  it('shows a gap as a row before the items that follow it', () => {
    const buffer = new LiveBuffer();
    buffer.push(frame(1, 1), false);
    buffer.push(frame(9, 9, { gap: { from: '2', to: '8', reason: 'restart' } }), false);
    expect(ids(buffer)).toEqual(['9#0', 'gap-2', '1#0']);
  });

  it('keeps five thousand rows and sixty beats', () => {
    const buffer = new LiveBuffer();
    for (let n = 0; n < 70; n += 1) buffer.push(frame(n * 100, n * 100 + 99), false);
    expect(buffer.entries).toHaveLength(5000);
    expect(ids(buffer)[0]).toBe('6999#0');
    expect(buffer.beats).toHaveLength(60);
  });

  it('counts what waits even beyond what it keeps', () => {
    const buffer = new LiveBuffer();
    for (let n = 0; n < 60; n += 1) buffer.push(frame(n * 100, n * 100 + 99), true);
    expect(buffer.waiting).toBe(6000);
    buffer.release();
    expect(buffer.entries).toHaveLength(5000);
  });

  it('adds up: shown and sampled out are what matches', () => {
    const buffer = new LiveBuffer();
    buffer.push(frame(1, 10, { received: 500, matching: 12, sampledOut: 2 }), false);
    expect(buffer.counters).toEqual({ received: 500, matching: 12, shown: 10, sampledOut: 2 });
  });
});
