import { TestPlaces } from '@wireledger/filter/testing';
import type { Scope } from '@wireledger/access';
import { type EventLog, InMemoryEventLog, type NewEvent } from '@wireledger/event-sourcing';
import { dnsRecordToTransaction, flowRecordToFlow } from '@wireledger/read-models';

import { UserDirectory } from '../auth/user-directory';
import type { LiveFrame, LiveWhere, TrafficFrame } from '../schema/live';
import { dnsEvent, flowsEvent, record, trafficEvent } from '../testing/telemetry';
import { until } from '../testing/test-api';
import { withEnd } from './ending';
import { CatchUpSlots } from './event-feed';
import { LiveTail } from './live-tail';
import { LogTail } from './log-tail';
import type { RingLimits } from './ring';
import { TrafficFrames } from './traffic-frames';

const TIMES = { frameMs: 5, heartbeatMs: 40 };
const HUGE: RingLimits = { maxAgeMs: 3_600_000, maxBytes: 1e9 };
const quiet = { warn: () => undefined };
const mappers = { flow: flowRecordToFlow, dns: dnsRecordToTransaction };

interface World {
  readonly log: EventLog;
  readonly tail: LogTail;
  readonly live: LiveTail;
}

describe('live tail', () => {
  const running: LogTail[] = [];
  afterEach(async () => {
    for (const tail of running.splice(0)) await tail.stop();
  });

  async function world(
    log: EventLog = new InMemoryEventLog(),
    limits = HUGE,
    times = TIMES,
    slots = new CatchUpSlots(),
  ): Promise<World> {
    const tail = new LogTail(log, new UserDirectory(), quiet, () => performance.now(), limits);
    await tail.start();
    running.push(tail);
    return { log, tail, live: new LiveTail(log, tail, slots, { mappers, times, places: new TestPlaces() }) };
  }

  /** Reads frames until `enough`, then ends the subscription. */
  async function read(
    { live }: World,
    enough: (frames: readonly LiveFrame[]) => boolean,
    where: Partial<LiveWhere> = {},
    after?: string,
    scope: Scope | null = null,
  ): Promise<LiveFrame[]> {
    const frames: LiveFrame[] = [];
    const deadline = Date.now() + 30_000;
    const subscription = await withEnd(
      (signal) => live.open(where as never, { after, scope }, signal),
      () => undefined,
    );
    try {
      for await (const frame of subscription) {
        frames.push(frame);
        if (enough(frames)) break;
        if (Date.now() > deadline) throw new Error(`waited in vain: ${JSON.stringify(frames.at(-1))}`);
      }
    } finally {
      await subscription.return(undefined);
    }
    return frames;
  }

  const cursors = (frames: readonly LiveFrame[]) => frames.flatMap(({ items }) => items.map(({ cursor }) => cursor));
  const total = (frames: readonly LiveFrame[], what: 'received' | 'matching' | 'sampledOut') =>
    frames.reduce((sum, frame) => sum + frame[what], 0);
  /** Every cursor of the flow and lookup records in the log, in order. */
  async function allCursors(log: EventLog): Promise<string[]> {
    const { events } = await log.readAll({ after: 'start', filter: { types: ['telemetry.'] }, limit: 1e6 });
    return events
      .filter(({ type }) => type !== 'telemetry.TrafficSampled')
      .flatMap(({ position, data }) => Array.from({ length: data.n as number }, (_, n) => `${position}#${n}`));
  }
  const flows = (n: number, port = 443) =>
    flowsEvent(Array.from({ length: n }, (_, i) => ({ flow: i + 1, dstPort: port })));

  it('starts at the head: what was before is not shown, what comes is', async () => {
    const w = await world();
    await record(w.log, flows(3));
    await until(() => w.tail.ring.size === 1);
    const reading = read(w, (frames) => total(frames, 'received') >= 5);
    await record(w.log, flows(2), dnsEvent([{}, {}, {}]));
    const frames = await reading;
    expect(cursors(frames)).toEqual((await allCursors(w.log)).slice(3));
    expect(frames[0]).toMatchObject({ items: [], received: 0, catchingUp: false, gap: null });
    const [flow, dns] = [frames.flatMap(({ items }) => items)[0], frames.flatMap(({ items }) => items).at(-1)];
    expect(flow).toMatchObject({ kind: 'FLOW', sensor: 'edge', flow: { src: '192.0.2.1', app: 'tls' }, dns: null });
    expect(dns).toMatchObject({ kind: 'DNS', flow: null, dns: { name: 'example.org', rcode: 'NOERROR' } });
  });

  it('shows and counts nothing of an isolated replay, neither live nor when it catches up', async () => {
    const w = await world();
    const reading = read(w, (frames) => total(frames, 'received') >= 2);
    await until(() => w.tail.ring.size === 0);
    await record(w.log, flows(1));
    for (const one of [flows(7), dnsEvent([{}]), trafficEvent([{}])])
      await w.log.append([{ stream: 'sandbox-1', expected: 'any', appendId: one.id, events: [one] }]);
    await record(w.log, flows(1));
    const shown = cursors(await reading);
    expect(shown).toHaveLength(2);
    await until(async () => w.tail.head === (await w.log.head()));
    expect(w.tail.ring.size).toBe(2);
    const later = await world(w.log);
    const caughtUp = await read(later, (frames) => total(frames, 'received') >= 1, {}, shown[0]);
    expect(cursors(caughtUp)).toEqual([shown[1]]);
  });

  it('shows the flows that an expression finds, and nothing else', async () => {
    const w = await world();
    const filter = 'dst.port = 443 and bytes = 4500 and community_id exists and not app ~ "d*"';
    const reading = read(w, (frames) => total(frames, 'received') >= 9, { filter });
    await until(() => w.tail.ring.size === 0);
    await record(w.log, flows(2), dnsEvent([{}, {}, {}]), flows(3, 80), flowsEvent([{ flow: 9, srcBytes: 501 }]));
    const frames = await reading;
    expect(frames.flatMap(({ items }) => items).map(({ flow }) => flow?.dstPort)).toEqual([443, 443]);
    await expect(read(w, () => true, { filter: 'dst.prot = 443' })).rejects.toMatchObject({ code: 'BAD_FILTER' });
  });

  it('says something at least every heartbeat, and no frame without news in between', async () => {
    const w = await world();
    const began = performance.now();
    const frames = await read(w, (all) => all.length === 4);
    expect(performance.now() - began).toBeGreaterThanOrEqual(3 * TIMES.heartbeatMs - 5);
    expect(frames.every(({ received }) => received === 0)).toBe(true);
  });

  it('keeps frames apart', async () => {
    const w = await world(undefined, HUGE, { frameMs: 60, heartbeatMs: 1000 });
    const began = performance.now();
    const reading = read(w, (frames) => total(frames, 'received') === 40);
    for (let i = 0; i < 40; i++) {
      await record(w.log, flows(1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { length } = await reading;
    expect(length).toBeGreaterThan(1);
    // The first shows the state, the last may be on its way: a slow machine makes more room, never less.
    expect(length).toBeLessThanOrEqual((performance.now() - began) / 60 + 2);
  });

  it('resumes inside the ring, also in the middle of a batch', async () => {
    const w = await world();
    await record(w.log, flows(10), dnsEvent([{}, {}]), flows(4));
    await until(() => w.tail.ring.size === 3);
    const all = await allCursors(w.log);
    for (const from of [0, 5, 9, 10, 11, 14])
      expect(cursors(await read(w, (frames) => total(frames, 'received') === 15 - from, {}, all[from]))).toEqual(
        all.slice(from + 1),
      );
  });

  it('resumes from the log when the ring has forgotten, also in the middle of a batch, then joins the ring', async () => {
    const log = new InMemoryEventLog();
    await record(log, flows(10), trafficEvent([{}]), dnsEvent([{}, {}]), flows(4));
    const w = await world(log);
    const all = await allCursors(log);
    for (const from of [0, 5, 9, 10, 11]) {
      const frames = await read(
        w,
        (some) => total(some, 'received') === 15 - from && some.at(-1)?.catchingUp === false,
        {},
        all[from],
      );
      expect(cursors(frames)).toEqual(all.slice(from + 1));
    }
  });

  it.each(['start#0', undefined])('a cursor of an empty tail is good for resuming: %s', async (start) => {
    const w = await world();
    await record(w.log, flows(3));
    await until(() => w.tail.ring.size === 1);
    const [first] = await read(w, () => true, {}, start);
    await record(w.log, flows(2));
    const frames = await read(w, (some) => total(some, 'received') >= 2, {}, first?.cursor);
    expect(cursors(frames)).toEqual((await allCursors(w.log)).slice(-2));
  });

  it('no gap and no double across log, ring and concurrent appends, whatever the cursor', async () => {
    const log = new InMemoryEventLog();
    await record(log, ...Array.from({ length: 60 }, (_, i) => (i % 3 ? flows(4) : dnsEvent([{}, {}]))));
    const w = await world(log, { maxAgeMs: 40, maxBytes: 30_000 });
    const before = await allCursors(log);
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 150; i++) {
        await record(log, i % 4 ? flows(3) : trafficEvent([{}]));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      writing = false;
    })();
    const readers = [0, 17, 99, before.length - 1].map(async (from) => {
      const frames = await read(
        w,
        (some) => !writing && some.at(-1)?.catchingUp === false && some.at(-1)?.received === 0,
        { limit: 500 },
        before[from],
      );
      return [from, frames] as const;
    });
    await writer;
    const all = await allCursors(log);
    for (const reader of readers) {
      const [from, frames] = await reader;
      expect(cursors(frames)).toEqual(all.slice(from + 1));
      expect(total(frames, 'sampledOut')).toBe(0);
      expect(frames.every(({ gap }) => gap === null)).toBe(true);
    }
  });

  it('going on from any frame continues exactly there', async () => {
    const log = new InMemoryEventLog();
    const w = await world(log);
    await record(log, ...Array.from({ length: 20 }, () => flows(30)));
    await until(() => w.tail.ring.size === 20);
    const all = await allCursors(log);
    let after = all[0] as string;
    const seen: string[] = [];
    while (seen.length < all.length - 1) {
      const [frame] = await read(w, () => true, { limit: 50 }, after);
      seen.push(...cursors([frame as LiveFrame]));
      after = (frame as LiveFrame).cursor;
    }
    expect(seen).toEqual(all.slice(1));
  });

  it('samples what is over the limit, evenly, and counts the rest', async () => {
    const w = await world(undefined, HUGE, { frameMs: 80, heartbeatMs: 1000 });
    const reading = read(w, (frames) => total(frames, 'received') === 600, { limit: 50, port: [443] });
    await until(() => w.tail.ok);
    await record(w.log, flows(400), flows(200, 80));
    const frames = await reading;
    expect([total(frames, 'received'), total(frames, 'matching')]).toEqual([600, 400]);
    expect(total(frames, 'sampledOut') + cursors(frames).length).toBe(400);
    for (const { items } of frames) expect(items.length).toBeLessThanOrEqual(50);
    expect(new Set(cursors(frames)).size).toBe(cursors(frames).length);
  });

  it('leaves out aloud what it could not replay in time', async () => {
    const log = new InMemoryEventLog();
    await record(log, flows(3));
    const slots = new CatchUpSlots(0);
    const w = await world(log, HUGE, { frameMs: 1, heartbeatMs: 5 }, slots);
    const all = await allCursors(log);
    const frames = await read(w, (some) => some.at(-1)?.gap !== null, {}, all[0]);
    const [from] = (all[0] as string).split('#');
    expect(frames.at(-1)).toMatchObject({ gap: { from, to: w.tail.ring.floor }, catchingUp: false, received: 0 });
    expect(frames.slice(0, -1).every(({ catchingUp, gap }) => catchingUp && gap === null)).toBe(true);
  });

  it('lets two catch up at once, the third waits its turn', async () => {
    const log = new InMemoryEventLog();
    await record(log, flows(3));
    const slots = new CatchUpSlots(2);
    const w = await world(log, HUGE, TIMES, slots);
    expect([slots.take(), slots.take()]).toEqual([true, true]);
    const reading = read(w, (frames) => total(frames, 'received') === 2, {}, (await allCursors(log))[0]);
    await new Promise((resolve) => setTimeout(resolve, 3 * TIMES.heartbeatMs));
    slots.release();
    const frames = await reading;
    expect(frames[0]).toMatchObject({ received: 0, catchingUp: true });
    expect(total(frames, 'received')).toBe(2);
    slots.release();
    expect(slots.take() && slots.take()).toBe(true);
  });

  it.each<[Partial<LiveWhere>, number]>([
    [{}, 6],
    [{ kinds: ['DNS'] }, 2],
    [{ ip: ['10.1.0.0/16'] }, 1],
    [{ ip: ['192.0.2.53'] }, 2],
    [{ ip: ['2001:db8::/32'] }, 1],
    [{ port: [22, 53] }, 3],
    [{ proto: ['udp'] }, 2],
    [{ proto: ['1'] }, 1],
    [{ app: ['ssh', 'dns'] }, 3],
    [{ sensor: ['lab'] }, 1],
    [{ name: 'EVIL' }, 1],
    [{ kinds: ['FLOW'], port: [22], ip: ['10.0.0.0/8'] }, 1],
    [{ sensor: ['nowhere'] }, 0],
  ])('%j matches %i of 6', async (where, matching) => {
    const w = await world();
    await record(
      w.log,
      flowsEvent([
        { src: '10.1.2.3', dstPort: 22, app: 'ssh' },
        { src: '2001:db8::1', dst: '2001:db9::1' },
        { proto: 1, app: 'icmp' },
      ]),
      dnsEvent([{ name: 'evil.example' }, {}]),
      flowsEvent([{}], 'lab'),
    );
    await until(() => w.tail.ring.size === 3);
    const frames = await read(w, (some) => some.at(-1)?.catchingUp === false, where, 'start#0');
    expect(total(frames, 'matching')).toBe(matching);
    expect(cursors(frames)).toHaveLength(matching);
  });

  it.each<[Partial<LiveWhere>, string | undefined]>([
    [{ limit: 49 }, undefined],
    [{ limit: 501 }, undefined],
    [{ ip: ['10.0.0.0/33'] }, undefined],
    [{ proto: ['carrier pigeon'] }, undefined],
    [{}, 'yesterday'],
    [{}, '9999999999999999999#0'],
  ])('refuses %j after %s', async (where, after) => {
    const w = await world();
    await expect(read(w, () => true, where, after)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('goes on after the log broke', async () => {
    const log = new InMemoryEventLog();
    let breaks = 2;
    const subscribeAll: EventLog['subscribeAll'] = (query, signal) => {
      if (breaks-- > 0) throw new Error('the log is away');
      return log.subscribeAll(query, signal);
    };
    const tail = new LogTail(
      Object.assign(Object.create(log) as EventLog, { subscribeAll }),
      new UserDirectory(),
      quiet,
    );
    running.push(tail);
    await tail.start();
    await record(log, flows(1));
    await until(() => tail.ring.size === 1);
    expect(tail.ok).toBe(true);
  });

  it('sums traffic a second, sensor and application, since the frame before', async () => {
    const w = await world();
    const frames = new TrafficFrames(w.tail, { frameMs: 50, heartbeatMs: 1000 });
    const subscription = await withEnd(
      (signal) => frames.open('edge', null, signal),
      () => undefined,
    );
    expect((await subscription.next()).value).toMatchObject({ rows: [] });
    await record(
      w.log,
      trafficEvent([
        { packets: 1 },
        { packets: 2, iface: 1 },
        { app: 'dns', packets: 4, queries: 3 },
        { app: '', packets: 0 },
      ]),
      trafficEvent([{ second: 1_000_000, packets: 8 }]),
      trafficEvent([{ packets: 100 }], 'other'),
    );
    const rows: { time: string; app: string; packets: number; queries: number }[] = [];
    while (rows.length < 3) rows.push(...((await subscription.next()).value as { rows: typeof rows }).rows);
    await subscription.return(undefined);
    expect(rows.map(({ time, app, packets, queries }) => [time, app, packets, queries])).toEqual([
      ['2026-11-21T08:15:00.000000Z', 'tls', 3, 0],
      ['2026-11-21T08:15:00.000000Z', 'dns', 4, 3],
      ['2026-11-21T08:15:01.000000Z', 'tls', 8, 0],
    ]);
  });

  it('A-83 whoever is told nothing of small groups has all applications together', async () => {
    const w = await world();
    const frames = new TrafficFrames(w.tail, { frameMs: 50, heartbeatMs: 1000 });
    let isHeld = true;
    const subscription = await withEnd(
      (signal) => frames.open(undefined, null, signal, () => isHeld),
      () => undefined,
    );
    await subscription.next();
    const next = async (...events: NewEvent[]) => {
      await record(w.log, ...events);
      for (;;) {
        const { rows } = (await subscription.next()).value as TrafficFrame;
        if (rows.length > 0) return rows.map(({ app, sensor, packets, queries }) => [app, sensor, packets, queries]);
      }
    };
    const both = trafficEvent([{ packets: 3 }, { app: 'dns', packets: 4, queries: 2 }]);
    expect(await next(both)).toEqual([['', 'edge', 7, 2]]);
    isHeld = false;
    expect(await next(trafficEvent([{ packets: 5 }]))).toEqual([['tls', 'edge', 5, 0]]);
    await subscription.return(undefined);
  });

  it('A-59 within a scope nothing outside is received, counted or shown', async () => {
    const w = await world();
    const before = w.tail.head;
    await record(
      w.log,
      flowsEvent([
        {},
        { src: '10.1.2.3' },
        { dst: '10.1.9.9', dstPort: 22 },
        { proto: 1, src: '10.1.0.1', srcPort: 443 },
      ]),
      dnsEvent([{}, { client: '10.1.2.3' }]),
      flowsEvent([{ src: '10.1.2.3' }], 'other'),
    );
    const scope = { ip: ['10.1.0.0/16'], port: [443, 53], sensor: ['edge'] };
    const frames = await read(w, (all) => total(all, 'received') >= 2, {}, `${before}#999999`, scope);
    expect(total(frames, 'received')).toBe(2);
    const items = frames.flatMap((frame) => frame.items);
    expect(items.map(({ flow, dns }) => flow?.src ?? dns?.client)).toEqual(['10.1.2.3', '10.1.2.3']);
    const asked = await read(w, (all) => total(all, 'received') >= 2, { ip: ['192.0.2.1'] }, `${before}#999999`, scope);
    expect(total(asked, 'matching')).toBe(0);
  });

  it('traffic within a narrow scope is made of its flows and lookups', async () => {
    const w = await world();
    const frames = new TrafficFrames(w.tail, { frameMs: 50, heartbeatMs: 1000 });
    const subscription = await withEnd(
      (signal) => frames.open(undefined, { ip: ['10.0.0.0/8'] }, signal),
      () => undefined,
    );
    await subscription.next();
    await record(
      w.log,
      trafficEvent([{ packets: 100 }]),
      flowsEvent([{}, { src: '10.1.2.3', dSrcPackets: 2, dDstPackets: 1, dSrcBytes: 70, dDstBytes: 900 }]),
      dnsEvent([{}, { client: '10.1.2.3', queries: 3 }]),
    );
    const rows: { app: string; packets: number; bytesIn: number; bytesOut: number; queries: number }[] = [];
    while (rows.length < 2) rows.push(...((await subscription.next()).value as { rows: typeof rows }).rows);
    await subscription.return(undefined);
    expect(
      rows.map(({ app, packets, bytesIn, bytesOut, queries }) => [app, packets, bytesIn, bytesOut, queries]),
    ).toEqual([
      ['tls', 3, 900, 70, 0],
      ['dns', 0, 0, 0, 3],
    ]);
  });
});
