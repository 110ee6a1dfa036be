import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Told } from '../lifecycle';
import { SpecStore } from '../spec-store';
import type { Writers } from '../writers';
import { FollowedLogs } from './followed-logs';
import type { LogSpec } from './log-spec';
import { EMPTY_CHECKPOINT, LogStates } from './log-state';

const [OLD, NEW] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('collectors of logs after a restart', () => {
  let folder: string;
  let told: string[];
  let forgotten: string[];
  let store: SpecStore<LogSpec>;
  let states: LogStates;
  let logs: FollowedLogs;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'collectors-'));
    [told, forgotten] = [[], []];
    const writer = {
      tell: ({ stream, event }: Told) => {
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
