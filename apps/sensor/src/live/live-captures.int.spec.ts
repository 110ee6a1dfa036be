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

if (!canLinkHosts())
  process.stdout.write(
    'not asked for: live capture (needs root, iproute2, util-linux and the Debian package tcpdump)\n',
  );
else {
  describe('live captures', () => {
    const { IFACE } = LinkedHosts;
    let hosts: LinkedHosts;
    let folder: string;
    let log: InMemoryEventLog;
    const opened: LiveCaptures[] = [];
    const writing: Writers[] = [];
    beforeAll(async () => {
      hosts = await LinkedHosts.make();
    }, 60_000);
    afterAll(() => hosts.close());
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'wl-captures-'));
      log = new InMemoryEventLog();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await Promise.all(writing.splice(0).map((one) => one.close()));
      for (const one of [folder, `${folder}-left`]) rmSync(one, { recursive: true, force: true });
    });

    const open = (port: EventLog = log, limit = 64 * 1024 * 1024, at = folder): LiveCaptures => {
      const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms).unref());
      const clock = { now: () => Date.now(), sleep };
      const writers = new Writers(path.join(at, 'spool'), port, clock, silent, limit);
      const store = new SpecStore<LiveSpec>(path.join(at, 'captures'));
      const settings = { driver: hosts.driver, retryMs: 50, interfaces: () => [IFACE] };
      const captures = new LiveCaptures(writers, store, silent, settings);
      opened.push(captures);
      writing.push(writers);
      return captures;
    };
    const events = async (): Promise<readonly RecordedEvent[]> =>
      (await log.readAll({ after: 'start', limit: 10_000 })).events;
    const ofType = async (type: string) => (await events()).filter((event) => event.type === `domain.${type}`);
    /** Packets that all flow records of a source tell, of the originators. */
    const packetsOf = async (source: string): Promise<number> => {
      let sum = 0;
      for (const { type, data, meta } of await events())
        if (type === 'telemetry.TrafficSampled' && meta.src === `live/${source}`)
          for (const packets of (data as { cols: { packets: number[] } }).cols.packets) sum += packets;
      return sum;
    };

    it('records everything that was sent, between its beginning and its end', async () => {
      const captures = open();
      const { source, done } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999', snaplen: 96 });
      await until(async () => (await ofType('CaptureStarted')).length === 1);
      await hosts.send(3000);
      expect(captures.list()).toMatchObject([{ source, sensor: 'live', interfaces: [IFACE], bpf: 'udp port 9999' }]);
      const end = await captures.stop(source);
      expect(end).toMatchObject({ type: 'stopped', source, packets: 3000, dropped: 0, message: 'stopped by a person' });
      expect(await done).toEqual(end);
      const [started] = await ofType('CaptureStarted');
      expect(started?.data).toMatchObject({ source, interfaces: [IFACE], bpf: 'udp port 9999', snaplen: 96, cut: 1 });
      const [stopped] = await ofType('CaptureStopped');
      expect(stopped?.data).toMatchObject({ source, packets: 3000, reason: 'stopped by a person', warnings: [] });
      expect(await packetsOf(source)).toBe(3000);
      const flows = (await events()).filter(({ type }) => type === 'telemetry.FlowsRecorded');
      expect((flows.at(-1)?.data as { cols: { srcPackets: number[] } }).cols.srcPackets.at(-1)).toBe(3000);
      expect((await events()).findIndex(({ type }) => type === 'domain.CaptureStarted')).toBeLessThan(
        (await events()).findIndex(({ type }) => type.startsWith('telemetry.')),
      );
      expect(captures.list()).toEqual([]);
      await expect(captures.stop(source)).rejects.toThrow(`no live capture ${source} runs here`);
    }, 120_000);

    it('records what its filter of the filter language lets pass, and counts what it kept out', async () => {
      const captures = open();
      const filter = 'proto = udp and dst.port = 9999 and bytes > 100';
      const { source } = await captures.start({ interfaces: [IFACE], filter });
      await hosts.send(300, { port: 9999 });
      await hosts.send(200, { port: 9998 });
      const seen = () => captures.list()[0] as { packets?: number; filtered?: number } | undefined;
      await until(() => (seen()?.packets ?? 0) === 300 && (seen()?.filtered ?? 0) >= 200);
      const end = await captures.stop(source);
      expect(end).toMatchObject({ type: 'stopped', packets: 300, dropped: 0 });
      expect((await ofType('CaptureStarted'))[0]?.data).toMatchObject({ filter });
      const { filtered } = (await ofType('CaptureStopped'))[0]?.data as { filtered?: number };
      expect(filtered).toBe(end.filtered);
      expect(await packetsOf(source)).toBe(300);
    }, 120_000);

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
      await expect(open().start(request)).rejects.toThrow(words);
      expect(await events()).toEqual([]);
    });

    it('goes on after a kill, tells the gap, and takes the place of the source that was cut off', async () => {
      const first = open();
      const { source } = await first.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      const specs = new SpecStore<LiveSpec>(path.join(folder, 'captures'));
      const [begun] = await until(() => specs.unfinished().some((spec) => spec.begun) && specs.unfinished());
      await hosts.send(10);
      await until(async () => (await packetsOf(source)) === 10);
      await first.stop(source);
      // What its folder holds while it runs, and so after kill −9.
      specs.save(begun as LiveSpec);
      const again = open();
      again.resume();
      const [, second] = await until(async () => {
        const starts = await ofType('CaptureStarted');
        return starts.length === 2 && starts;
      });
      const [gap] = await ofType('GapReported');
      expect(gap?.data).toMatchObject({ source, reason: 'the sensor was cut off', dropped: 0 });
      expect(second?.data).toMatchObject({ replaces: source, bpf: 'udp port 9999' });
      const next = (second?.data as { source: string }).source;
      await hosts.send(7);
      expect(await again.stop(next)).toMatchObject({ type: 'stopped', packets: 7 });
      expect(specs.unfinished()).toEqual([]);
    }, 120_000);

    it('ends in good order with the sensor, and the next start goes on without a gap', async () => {
      const first = open();
      await first.start({ interfaces: [IFACE] });
      await until(async () => (await ofType('CaptureStarted')).length === 1);
      await first.close();
      expect((await ofType('CaptureStopped'))[0]?.data).toMatchObject({ reason: 'the sensor was stopped' });
      const second = open();
      second.resume();
      await until(async () => (await ofType('CaptureStarted')).length === 2);
      expect((await ofType('CaptureStarted'))[1]?.data).not.toHaveProperty('replaces');
      expect(await ofType('GapReported')).toEqual([]);
    }, 120_000);

    it('goes on draining the kernel while the log is away, and hands all of it over when it is back', async () => {
      let away = true;
      const port = new Proxy(log, {
        get: (target, key) =>
          key === 'append' && away
            ? () => Promise.reject(new Error('connection refused'))
            : key === 'append'
              ? (requests: AppendReq[]) => target.append(requests)
              : (Reflect.get(target, key, target) as unknown),
      });
      const captures = open(port);
      const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      // More in all than the kernel's buffer holds, and at no time as much: a slow machine loses none either.
      for (let sent = 5000; sent <= 60_000; sent += 5000) {
        await hosts.send(5000, { bytes: 1400 });
        await until(() => (captures.list()[0] as { packets?: number } | undefined)?.packets === sent);
      }
      expect(await events()).toEqual([]);
      away = false;
      expect(await captures.stop(source)).toMatchObject({ packets: 60_000, dropped: 0 });
      await until(async () => (await ofType('CaptureStopped')).length === 1);
      const types = (await events()).map(({ type }) => type).filter((type) => type !== 'domain.SensorEnrolled');
      expect([types[0], types.at(-1)]).toEqual(['domain.CaptureStarted', 'domain.CaptureStopped']);
      expect(await packetsOf(source)).toBe(60_000);
    }, 120_000);

    it('killed while the log is away, has lost nothing that it had read off', async () => {
      const captures = open(refusing);
      const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      await hosts.send(2000);
      const left = `${folder}-left`;
      // What the disk holds at a moment after they were cut is what kill −9 leaves.
      await until(() => {
        rmSync(left, { recursive: true, force: true });
        cpSync(folder, left, { recursive: true });
        return segmentsTell(path.join(left, 'spool/live/segments')) === 2000;
      });
      const again = open(log, 64 * 1024 * 1024, left);
      again.resume();
      await until(async () => (await ofType('CaptureStarted')).length === 2);
      expect(await packetsOf(source)).toBe(2000);
      const [gap] = await ofType('GapReported');
      expect(gap?.data).toMatchObject({ source, reason: 'the sensor was cut off' });
      const starts = await ofType('CaptureStarted');
      expect(starts.map(({ data }) => (data as { replaces?: string }).replaces)).toEqual([undefined, source]);
      const batches = (await events()).flatMap(({ meta }) => (meta.src === `live/${source}` && meta.batch) || []);
      expect(batches).toEqual(batches.map((_, n) => n + 1));
    }, 120_000);

    it('waits for an interface that went away, and goes on when it is back', async () => {
      const captures = open();
      const { source } = await captures.start({ interfaces: [IFACE], bpf: 'udp port 9999' });
      await until(async () => (await ofType('CaptureStarted')).length === 1);
      await hosts.send(5);
      await until(async () => (await packetsOf(source)) === 5);
      hosts.unlink();
      const [stopped] = await until(async () => {
        const ends = await ofType('CaptureStopped');
        return ends.length > 0 && ends;
      });
      expect(stopped?.data).toMatchObject({
        source,
        packets: 5,
        reason: expect.stringContaining('no interface is left: wl-a'),
      });
      await until(() => JSON.stringify(captures.list()).includes('"waiting":"wl-a'));
      hosts.link();
      await until(async () => (await ofType('CaptureStarted')).length === 2);
      await hosts.send(6);
      expect(await captures.stop(source)).toMatchObject({ packets: 6 });
    }, 120_000);
  });
}
