import { mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Told } from '../lifecycle';
import { SpecStore } from '../spec-store';
import type { Writers } from '../writers';
import { FollowedLogs } from './followed-logs';
import type { LogSpec } from './log-spec';
import { EMPTY_CHECKPOINT, LogStates } from './log-state';
import { WatchedFiles } from './watched-files';

const [OLD, NEW] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('collectors of logs after a restart', () => {
  let folder: string;
  let told: string[];
  let events: Told['event'][];
  let forgotten: string[];
  let store: SpecStore<LogSpec>;
  let states: LogStates;
  let logs: FollowedLogs;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'collectors-'));
    [told, events, forgotten] = [[], [], []];
    const writer = {
      tell: ({ stream, event }: Told) => {
        events.push(event);
        told.push(`${event.type} ${stream.slice(-36)}`);
        return Promise.resolve(null);
      },
      forget: (source: string) => forgotten.push(source),
      ...{ taken: () => ({ batch: 0, occ: 0 }), acknowledged: () => 0, settled: () => Promise.resolve() },
    };
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    store = new SpecStore(folder);
    states = new LogStates(folder);
    logs = new FollowedLogs({ of: () => writer } as unknown as Writers, store, states, quiet);
  });
  afterEach(async () => {
    await logs.close();
    rmSync(folder, { recursive: true });
  });

  const spec = (source: string, over: Partial<LogSpec> = {}): LogSpec => ({
    ...{ source, sensor: 'logs', places: [{ kind: 'zeek', path: folder }], server: null, serverPort: 0 },
    ...{ startedUs: 1, begun: true, ...over },
  });

  it('what another source goes on behind is over, even if the process ended between the two', () => {
    store.save(spec(OLD));
    store.save(spec(NEW, { begun: false, replaces: OLD }));
    for (const source of [OLD, NEW]) states.write(source, EMPTY_CHECKPOINT);
    logs.resume();
    expect(logs.list()).toMatchObject([{ source: NEW }]);
    expect(store.unfinished().map(({ source }) => source)).toEqual([NEW]);
    expect(told).toEqual([`domain.CaptureStopped ${OLD}`, `domain.CaptureStarted ${NEW}`]);
    expect(forgotten).toEqual([OLD]);
  });

  it('of two logs that are lost as far as the same moment both are told of, and their names are inert', async () => {
    store.save(spec(OLD));
    const at = (name: string): string => path.join(folder, name);
    for (const name of ['conn.1\x1b[2J.log', 'dns.1.log']) writeFileSync(at(name), '#separator \\x09\nhalf a line');
    const watched = new WatchedFiles(spec(OLD).places, [], 5000);
    await watched.look(() => false, Date.now());
    const files = watched.copies.map((file) => ({ ...file, reachedUs: 7 }));
    for (const { path: file } of files) unlinkSync(file);
    states.write(OLD, { ...EMPTY_CHECKPOINT, looked: true, files });
    logs.resume();
    await logs.close();
    const gaps = events.filter(({ type }) => type === 'domain.GapReported');
    expect(gaps.map(({ data }) => (data as { reason: string }).reason).sort()).toEqual([
      `${at('conn.1?[2J.log')} was removed or emptied before it was read to its end`,
      `${at('dns.1.log')} was removed or emptied before it was read to its end`,
    ]);
    expect(gaps.map(({ data }) => (data as { from: number }).from)).toEqual([7, 7]);
    expect(new Set(gaps.map(({ id }) => id)).size).toBe(2);
  });

  it('one whose state is damaged is not gone on with, and can be stopped', async () => {
    store.save(spec(OLD));
    writeFileSync(path.join(folder, `${OLD}.state`), '{"v":1,"files"');
    logs.resume();
    expect([logs.list(), logs.has(OLD)]).toEqual([[], true]);
    expect(await logs.stop(OLD)).toMatchObject({ type: 'stopped', message: 'stopped by a person' });
    expect(told).toEqual([`domain.CaptureStopped ${OLD}`]);
    expect([forgotten, readdirSync(folder)]).toEqual([[OLD], []]);
  });
});
