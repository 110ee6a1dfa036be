import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Batch, CutBatch } from '@wireledger/events/telemetry';

import type { Told } from '../lifecycle';
import { SpecStore } from '../spec-store';
import type { Writers } from '../writers';
import { FollowedLogs } from './followed-logs';
import type { LogRequest, LogSpec } from './log-spec';
import { LogStates } from './log-state';

const access = (n: number) => `192.0.2.${n} - - [29/Nov/2026:18:15:26 +0000] "GET /${n} HTTP/1.1" 200 1\n`;

describe('logs that the configuration asks for', () => {
  let folder: string;
  let store: SpecStore<LogSpec>;
  let states: LogStates;
  /** What the event log has: targets of requests, and what was told of sources. */
  let targets: string[];
  let told: string[];
  const kept = new Map<string, number>();
  let running: FollowedLogs | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'configured-logs-'));
    [targets, told] = [[], []];
    kept.clear();
    store = new SpecStore(path.join(folder, 'spool'));
    states = new LogStates(path.join(folder, 'spool'));
  });
  afterEach(async () => {
    await running?.close();
    rmSync(folder, { recursive: true });
  });

  const writer = {
    full: false,
    offer: (source: string, { number, kind, payload }: CutBatch) => {
      if (number <= (kept.get(source) ?? 0)) return;
      kept.set(source, number);
      if (kind === 'http') targets.push(...(payload as Batch<'http'>).cols.target);
    },
    tell: ({ event, stream }: Told) => {
      told.push(`${event.type.replace('domain.', '')} ${stream.slice(-36)}`);
      return Promise.resolve(null);
    },
    taken: (source: string) => ({ batch: kept.get(source) ?? 0, occ: 0 }),
    acknowledged: (source: string) => kept.get(source) ?? 0,
    forget: () => undefined,
    settled: () => Promise.resolve(),
  };

  /** A sensor process that is configured so; the one before it has ended. */
  async function starts(wanted: LogRequest | null): Promise<FollowedLogs> {
    await running?.close();
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    running = new FollowedLogs({ of: () => writer } as unknown as Writers, store, states, quiet);
    running.resume(wanted);
    return running;
  }
  const at = (name: string): string => path.join(folder, name);
  const asks = (...names: readonly string[]): LogRequest => ({
    ...{ sensor: 'logs', server: null, serverPort: 0 },
    places: names.map((name) => ({ kind: 'access', path: at(name) })),
  });
  const sourceOf = (logs: FollowedLogs) => (logs.list() as { source: string }[]).map(({ source }) => source);
  async function has(...expected: readonly number[]): Promise<void> {
    const text = expected.map((n) => `/${n}`);
    for (const deadline = Date.now() + 30_000; targets.length < text.length && Date.now() < deadline;) await sleep(20);
    expect(targets.toSorted()).toEqual(text.toSorted());
  }

  it('go on where they were, as the same source, through restarts and rotation in between', async () => {
    writeFileSync(at('a.log.1'), access(1));
    writeFileSync(at('a.log'), access(2) + access(3));
    const [first] = sourceOf(await starts(asks('a.log')));
    await has(2, 3);
    await expect((running as FollowedLogs).stop(first as string)).rejects.toThrow('The configuration asks for these');
    await running?.close();
    appendFileSync(at('a.log'), access(4));
    renameSync(at('a.log'), at('a.log.2'));
    writeFileSync(at('a.log'), access(5));
    expect(sourceOf(await starts(asks('a.log')))).toEqual([first]);
    await has(2, 3, 4, 5);
    expect(told).toEqual([`CaptureStarted ${first}`]);
  });

  it('go on where they were when others are asked for beside them, as another source; what was rotated before is not read', async () => {
    writeFileSync(at('a.log'), access(1));
    writeFileSync(at('b.log'), access(11));
    writeFileSync(at('c.log.1'), access(20));
    writeFileSync(at('c.log'), access(21));
    const [first] = sourceOf(await starts(asks('a.log', 'b.log')));
    await has(1, 11);
    await running?.close();
    appendFileSync(at('a.log'), access(2));
    appendFileSync(at('b.log'), access(12));
    const [second] = sourceOf(await starts(asks('c.log', 'b.log')));
    expect(second).not.toBe(first);
    await has(1, 11, 12, 21);
    expect(told).toEqual([`CaptureStarted ${first}`, `CaptureStarted ${second}`, `CaptureStopped ${first}`]);
    expect(sourceOf(await starts(asks('b.log', 'c.log')))).toEqual([second]);
    expect(sourceOf(await starts(null))).toEqual([]);
    expect(told.at(-1)).toBe(`CaptureStopped ${second}`);
    expect(store.unfinished()).toEqual([]);
    await has(1, 11, 12, 21);
  });

  it('are those that a pattern means, also what comes later, and what each of them is renamed to', async () => {
    writeFileSync(at('shop-access.log'), access(1));
    writeFileSync(at('shop-error.log'), access(9));
    const logs = await starts(asks('*-access.log'));
    await has(1);
    writeFileSync(at('blog-access.log'), access(2));
    await has(1, 2);
    renameSync(at('shop-access.log'), at('shop-access.log.1'));
    appendFileSync(at('shop-access.log.1'), access(3));
    writeFileSync(at('shop-access.log'), access(4));
    await has(1, 2, 3, 4);
    expect(logs.list()).toMatchObject([{ problems: [], files: 3 }]);
  });

  it('whose progress is damaged are not begun anew', async () => {
    writeFileSync(at('a.log'), access(1));
    const [first] = sourceOf(await starts(asks('a.log')));
    await has(1);
    await running?.close();
    writeFileSync(path.join(folder, 'spool', `${first}.state`), '{"v":1,"files"');
    expect(sourceOf(await starts(asks('a.log')))).toEqual([]);
    await (running as FollowedLogs).stop(first as string);
    expect(store.unfinished()).toEqual([]);
  });
});
