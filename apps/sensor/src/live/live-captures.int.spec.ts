import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { canLinkHosts, LinkedHosts } from '@wireledger/capture/testing';
import { type AppendReq, type EventLog, InMemoryEventLog, type RecordedEvent } from '@wireledger/event-sourcing';

import { SpecStore } from '../spec-store';
import { Segments } from '../spool/segments';
import { decodeItem } from '../spool/spool-item';
import { Writers } from '../writers';
import type { LiveSpec } from './live-spec';
import { LiveCaptures } from './live-captures';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

/** A log that is away. */
const refusing = new Proxy(new InMemoryEventLog(), {
  get: () => () => Promise.reject(new Error('connection refused')),
});

/** Packets that the batches in a spool tell. */
function segmentsTell(at: string): number {
  let sum = 0;
  new Segments(at).open(
    ({ body }) => {
      const item = decodeItem(body);
      if (item.kind !== 'batch' || item.event.type !== 'telemetry.TrafficSampled') return;
      for (const packets of (item.event.data as { cols: { packets: number[] } }).cols.packets) sum += packets;
    },
    () => undefined,
  );
  return sum;
}

async function until<T>(what: () => Promise<T | null | undefined | false> | T | null | undefined | false): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > deadline) throw new Error('did not happen within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const { IFACE } = LinkedHosts;

/** What a test has for itself: packets come a second after they were sent, so that the tests wait at the same time, each at its own cable. */
class Room {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'wl-captures-'));
  readonly log = new InMemoryEventLog();
  private readonly opened: LiveCaptures[] = [];
  private readonly writing: Writers[] = [];

  private constructor(readonly hosts: LinkedHosts) {}

  static async make(): Promise<Room> {
    return new Room(await LinkedHosts.make());
  }

  open(port: EventLog = this.log, limit = 64 * 1024 * 1024, at = this.folder): LiveCaptures {
    const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms).unref());
    const clock = { now: () => Date.now(), sleep };
    const writers = new Writers(path.join(at, 'spool'), port, clock, silent, limit);
    const store = new SpecStore<LiveSpec>(path.join(at, 'captures'));
    const settings = { driver: this.hosts.driver, retryMs: 50, interfaces: () => [IFACE] };
    const captures = new LiveCaptures(writers, store, silent, settings);
    this.opened.push(captures);
    this.writing.push(writers);
    return captures;
  }

  async events(): Promise<readonly RecordedEvent[]> {
    return (await this.log.readAll({ after: 'start', limit: 10_000 })).events;
  }

  async ofType(type: string): Promise<readonly RecordedEvent[]> {
    return (await this.events()).filter((event) => event.type === `domain.${type}`);
  }

  /** Packets that all flow records of a source tell, of the originators. */
  async packetsOf(source: string): Promise<number> {
    let sum = 0;
    for (const { type, data, meta } of await this.events())
      if (type === 'telemetry.TrafficSampled' && meta.src === `live/${source}`)
        for (const packets of (data as { cols: { packets: number[] } }).cols.packets) sum += packets;
    return sum;
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((one) => one.close()));
    await Promise.all(this.writing.map((one) => one.close()));
    this.hosts.close();
    for (const one of [this.folder, `${this.folder}-left`]) rmSync(one, { recursive: true, force: true });
  }
}

if (!canLinkHosts())
  process.stdout.write(
    'not asked for: live capture (needs root, iproute2, util-linux and the Debian package tcpdump)\n',
  );
else {
  describe('live captures', () => {
    const alone = (name: string, work: (room: Room) => Promise<void>): void =>
      it.concurrent(
        name,
        async () => {
          const room = await Room.make();
          try {
            await work(room);
          } finally {
            await room.close();
          }
        },
        120_000,
      );

    alone('records everything that was sent, between its beginning and its end', async (room) => {
      const captures = room.open();
      const { source, done } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999', snaplen: 96 });
      await until(async () => (await room.ofType('CaptureStarted')).length === 1);
      await room.hosts.send(3000);
      expect(captures.list()).toMatchObject([{ source, sensor: 'live', interfaces: [IFACE], bpf: 'udp port 9999' }]);
      const end = await captures.stop(source);
      expect(end).toMatchObject({ type: 'stopped', source, packets: 3000, dropped: 0, message: 'stopped by a person' });
      expect(await done).toEqual(end);
      const [started] = await room.ofType('CaptureStarted');
      expect(started?.data).toMatchObject({ source, interfaces: [IFACE], bpf: 'udp port 9999', snaplen: 96, cut: 1 });
      const [stopped] = await room.ofType('CaptureStopped');
      expect(stopped?.data).toMatchObject({ source, packets: 3000, reason: 'stopped by a person', warnings: [] });
      expect(await room.packetsOf(source)).toBe(3000);
      const flows = (await room.events()).filter(({ type }) => type === 'telemetry.FlowsRecorded');
      expect((flows.at(-1)?.data as { cols: { srcPackets: number[] } }).cols.srcPackets.at(-1)).toBe(3000);
      expect((await room.events()).findIndex(({ type }) => type === 'domain.CaptureStarted')).toBeLessThan(
        (await room.events()).findIndex(({ type }) => type.startsWith('telemetry.')),
      );
      expect(captures.list()).toEqual([]);
      await expect(captures.stop(source)).rejects.toThrow(`no live capture ${source} runs here`);
    });

    alone('records what its filter of the filter language lets pass, and counts what it kept out', async (room) => {
      const captures = room.open();
      const filter = 'proto = udp and dst.port = 9999 and bytes > 100';
      const { source } = await captures.start({ interfaces: [IFACE], filter });
      await room.hosts.send(300, { port: 9999 });
      await room.hosts.send(200, { port: 9998 });
      const seen = () => captures.list()[0] as { packets?: number; filtered?: number } | undefined;
      await until(() => (seen()?.packets ?? 0) === 300 && (seen()?.filtered ?? 0) >= 200);
      const end = await captures.stop(source);
      expect(end).toMatchObject({ type: 'stopped', packets: 300, dropped: 0 });
      expect((await room.ofType('CaptureStarted'))[0]?.data).toMatchObject({ filter });
      const { filtered } = (await room.ofType('CaptureStopped'))[0]?.data as { filtered?: number };
      expect(filtered).toBe(end.filtered);
      expect(await room.packetsOf(source)).toBe(300);
    });

    alone('goes on after a kill, tells the gap, and takes the place of the source that was cut off', async (room) => {
      const first = room.open();
      const { source } = await first.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      const specs = new SpecStore<LiveSpec>(path.join(room.folder, 'captures'));
      const [begun] = await until(() => specs.unfinished().some((spec) => spec.begun) && specs.unfinished());
      await room.hosts.send(10);
      await until(async () => (await room.packetsOf(source)) === 10);
      await first.stop(source);
      // What its room.folder holds while it runs, and so after kill −9.
      specs.save(begun as LiveSpec);
      const again = room.open();
      again.resume();
      const [, second] = await until(async () => {
        const starts = await room.ofType('CaptureStarted');
        return starts.length === 2 && starts;
      });
      const [gap] = await room.ofType('GapReported');
      expect(gap?.data).toMatchObject({ source, reason: 'the sensor was cut off', dropped: 0 });
      expect(second?.data).toMatchObject({ replaces: source, bpf: 'udp port 9999' });
      const next = (second?.data as { source: string }).source;
      await room.hosts.send(7);
      expect(await again.stop(next)).toMatchObject({ type: 'stopped', packets: 7 });
      expect(specs.unfinished()).toEqual([]);
    });

    alone('ends in good order with the sensor, and the next start goes on without a gap', async (room) => {
      const first = room.open();
      await first.start({ interfaces: [IFACE] });
      await until(async () => (await room.ofType('CaptureStarted')).length === 1);
      await first.close();
      expect((await room.ofType('CaptureStopped'))[0]?.data).toMatchObject({ reason: 'the sensor was stopped' });
      const second = room.open();
      second.resume();
      await until(async () => (await room.ofType('CaptureStarted')).length === 2);
      expect((await room.ofType('CaptureStarted'))[1]?.data).not.toHaveProperty('replaces');
      expect(await room.ofType('GapReported')).toEqual([]);
    });

    alone(
      'goes on draining the kernel while the log is away, and hands all of it over when it is back',
      async (room) => {
        let away = true;
        const port = new Proxy(room.log, {
          get: (target, key) =>
            key === 'append' && away
              ? () => Promise.reject(new Error('connection refused'))
              : key === 'append'
                ? (requests: AppendReq[]) => target.append(requests)
                : (Reflect.get(target, key, target) as unknown),
        });
        const captures = room.open(port);
        const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
        // More in all than the kernel's buffer holds, and at no time as much: a slow machine loses none either.
        for (let sent = 9000; sent <= 27_000; sent += 9000) {
          await room.hosts.send(9000, { bytes: 1400 });
          await until(() => (captures.list()[0] as { packets?: number } | undefined)?.packets === sent);
        }
        expect(await room.events()).toEqual([]);
        away = false;
        expect(await captures.stop(source)).toMatchObject({ packets: 27_000, dropped: 0 });
        await until(async () => (await room.ofType('CaptureStopped')).length === 1);
        const types = (await room.events()).map(({ type }) => type).filter((type) => type !== 'domain.SensorEnrolled');
        expect([types[0], types.at(-1)]).toEqual(['domain.CaptureStarted', 'domain.CaptureStopped']);
        expect(await room.packetsOf(source)).toBe(27_000);
      },
    );

    alone('killed while the log is away, has lost nothing that it had read off', async (room) => {
      const captures = room.open(refusing);
      const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      await room.hosts.send(2000);
      const left = `${room.folder}-left`;
      // What the disk holds at a moment after they were cut is what kill −9 leaves.
      await until(() => {
        rmSync(left, { recursive: true, force: true });
        cpSync(room.folder, left, { recursive: true });
        return segmentsTell(path.join(left, 'spool/live/segments')) === 2000;
      });
      const again = room.open(room.log, 64 * 1024 * 1024, left);
      again.resume();
      await until(async () => (await room.ofType('CaptureStarted')).length === 2);
      expect(await room.packetsOf(source)).toBe(2000);
      const [gap] = await room.ofType('GapReported');
      expect(gap?.data).toMatchObject({ source, reason: 'the sensor was cut off' });
      const starts = await room.ofType('CaptureStarted');
      expect(starts.map(({ data }) => (data as { replaces?: string }).replaces)).toEqual([undefined, source]);
      const batches = (await room.events()).flatMap(({ meta }) => (meta.src === `live/${source}` && meta.batch) || []);
      expect(batches).toEqual(batches.map((_, n) => n + 1));
    });

    alone('waits for an interface that went away, and goes on when it is back', async (room) => {
      const captures = room.open();
      const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      await until(async () => (await room.ofType('CaptureStarted')).length === 1);
      await room.hosts.send(5);
      await until(async () => (await room.packetsOf(source)) === 5);
      room.hosts.unlink();
      const [stopped] = await until(async () => {
        const ends = await room.ofType('CaptureStopped');
        return ends.length > 0 && ends;
      });
      expect(stopped?.data).toMatchObject({
        source,
        packets: 5,
        reason: expect.stringContaining('no interface is left: wl-a'),
      });
      await until(() => JSON.stringify(captures.list()).includes('"waiting":"wl-a'));
      room.hosts.link();
      await until(async () => (await room.ofType('CaptureStarted')).length === 2);
      await room.hosts.send(6);
      expect(await captures.stop(source)).toMatchObject({ packets: 6 });
    });

    describe('what cannot be', () => {
      let room: Room;
      beforeAll(async () => {
        room = await Room.make();
      });
      afterAll(() => room.close());

      it.each([
        [{ interfaces: ['eth77'] }, `there is no interface eth77 here: give one of ${IFACE}, or any`],
        [{ interfaces: ['-w/tmp/x'] }, 'is no name of an interface'],
        [{ interfaces: [] }, 'interfaces: '],
        [{ interfaces: [IFACE, IFACE] }, 'name each interface once'],
        [{ interfaces: [IFACE], bpf: 'prot 53' }, 'syntax error'],
        [{ interfaces: [IFACE], filter: 'port 53' }, 'the filter is not understood'],
        [{ interfaces: [IFACE], filter: 'duration > 2s' }, 'A packet alone does not tell what this filter asks for'],
        [{ interfaces: [IFACE], filter: 'port = 53', bpf: 'port 53' }, 'not both'],
        [{ interfaces: [IFACE], snaplen: 3 }, 'snaplen: '],
        [{ interfaces: [IFACE], sensor: '../up' }, 'sensor: '],
      ])('%j is refused with its cause, and nothing is recorded', async (request, words) => {
        await expect(room.open().start(request)).rejects.toThrow(words);
        expect(await room.events()).toEqual([]);
      });
    });
  });
}
