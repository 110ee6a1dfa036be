import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Told } from '../lifecycle';
import { SpecStore } from '../spec-store';
import type { Writers } from '../writers';
import type { CollectSpec } from './collect-spec';
import { Collectors } from './collectors';

/** A UDP port of loopback that nothing listens on. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

describe('collectors', () => {
  let folder: string;
  let told: Told['event'][];
  let store: SpecStore<CollectSpec>;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'collectors-'));
    told = [];
    store = new SpecStore<CollectSpec>(path.join(folder, 'specs'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The collectors of a sensor process over the same folder. */
  function sensor(): Collectors {
    const writer = {
      full: false,
      offer: () => undefined,
      tell: ({ event }: Told) => (told.push(event), Promise.resolve(null)),
      taken: () => ({ batch: 0, occ: 0 }),
      forget: () => undefined,
      settled: () => Promise.resolve(),
    };
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    return new Collectors({ of: () => writer } as unknown as Writers, store, quiet);
  }
  const types = () => told.map(({ type }) => type.replace('domain.', ''));
  const ports = (collectors: Collectors) =>
    (collectors.list() as { ports: number[] }[]).map(({ ports: [port] }) => port);

  it('wants the exporters by name beyond loopback, and says why a port cannot be had', async () => {
    const collectors = sensor();
    const port = await freePort();
    await expect(collectors.start({ ports: [port], host: '0.0.0.0' })).rejects.toThrow('exports are not signed');
    await expect(collectors.start({ ports: [port], allow: ['nonsense'] })).rejects.toThrow(
      'give addresses or prefixes',
    );
    await expect(collectors.start({ ports: [port], host: '192.0.2.7', allow: ['192.0.2.0/24'] })).rejects.toThrow(
      '192.0.2.7 is no address of this machine',
    );
    await collectors.start({ ports: [port], host: '0.0.0.0', allow: ['192.0.2.0/24'] });
    await expect(collectors.start({ ports: [port] })).rejects.toThrow('is taken by another program');
    expect(types()).toEqual(['CaptureStarted']);
    await collectors.close();
  });

  it('goes on after the sensor was stopped, not after a person stopped it', async () => {
    const first = sensor();
    const { source } = await first.start({ ports: [await freePort()] });
    await first.close();
    const second = sensor();
    await second.resume(null);
    const [{ source: now }] = second.list() as [{ source: string }];
    expect(now).not.toBe(source);
    expect((await second.stop(now)).type).toBe('stopped');
    await expect(second.stop(now)).rejects.toThrow(`no collector ${now} runs here`);
    const third = sensor();
    await third.resume(null);
    expect(third.list()).toEqual([]);
    expect(types()).toEqual(['CaptureStarted', 'CaptureStopped', 'CaptureStarted', 'CaptureStopped']);
  });

  it('tells what a killed process had not written as a gap, and takes its place', async () => {
    const spec = { sensor: 'collect', host: '127.0.0.1', ports: [await freePort()], allow: [] };
    const source = '22222222-2222-4222-8222-222222222222';
    store.save({ ...spec, source, startedUs: 1_780_000_000_000_000, begun: true });
    const collectors = sensor();
    await collectors.resume(null);
    expect(types()).toEqual(['GapReported', 'CaptureStarted']);
    expect(told[0]?.data).toMatchObject({ source, reason: 'the sensor was cut off' });
    expect(told[1]?.data).toMatchObject({ replaces: source, interfaces: [`udp 127.0.0.1:${spec.ports[0]}`] });
    await collectors.close();
  });

  it('collects what the configuration asks for, and nothing that it no longer asks for', async () => {
    const [before, after] = [await freePort(), await freePort()];
    const wanted = (port: number) => ({ sensor: 'collect', host: '127.0.0.1', ports: [port], allow: [] });
    const first = sensor();
    await first.resume(wanted(before));
    await first.close();
    const second = sensor();
    await second.resume(wanted(after));
    expect(ports(second)).toEqual([after]);
    await second.close();
    const third = sensor();
    await third.resume(null);
    expect(ports(third)).toEqual([]);
  });
});
