import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import type { Batch, CutBatch } from '@wireledger/events';

import { LogRun, PlanLost } from './log-run';
import type { LogKind, LogSpec } from './log-spec';
import { EMPTY_CHECKPOINT, type LogCheckpoint } from './log-state';

const SOURCE = '33333333-3333-4333-8333-333333333333';
const T = 1_780_000_000;
const HEAD = (path: string, opened: string) =>
  `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n#open\t${opened}\n` +
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\n';
const row = (n: number, second = n): string =>
  `${T + second}.000000\tC${n}\t10.0.0.1\t${n % 60_000}\t192.0.2.1\t80\ttcp\tSF\t1\n`;
const event = (n: number): string =>
  `${JSON.stringify({
    ...{ timestamp: new Date((T + n) * 1000).toISOString().replace('Z', '+0000'), flow_id: n, event_type: 'http' },
    ...{ src_ip: '10.0.0.1', src_port: n, dest_ip: '192.0.2.1', dest_port: 80, proto: 'TCP', tx_id: 0 },
    http: { url: `/${n}`, http_method: 'GET' },
  })}\n`;

class Killed extends Error {}

/** A writer that has every batch once, as the spool and the log do; it may be killed. */
class Log {
  readonly batches: CutBatch[] = [];
  full = false;
  /** Batches that it still takes. */
  room = Infinity;

  offer(_source: string, batch: CutBatch): void {
    if (this.room === 0) throw new Killed();
    if (batch.number <= this.batches.length) return;
    this.room--;
    expect(batch.number).toBe(this.batches.length + 1);
    this.batches.push(batch);
  }

  taken = (): { batch: number; occ: number } => ({ batch: this.batches.length, occ: 0 });
  acknowledged = (): number => this.batches.length;

  /** Ports of flows, or of whoever asked, in their order. */
  ports(kind: 'flow' | 'http' = 'flow'): number[] {
    return this.batches.flatMap(({ kind: of, payload }) => {
      if (of !== kind) return [];
      const { cols } = payload as Batch<'flow'> & Batch<'http'>;
      return [...(kind === 'flow' ? cols.srcPort : cols.clientPort)];
    });
  }
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function until(met: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !met(); await sleep(5))
    if (Date.now() > deadline) throw new Error('it never came so far');
}

describe('followed logs', () => {
  let folder: string;
  let log: Log;
  let kept: LogCheckpoint;
  let gaps: string[];
  let running: { readonly run: LogRun; readonly done: Promise<string> } | null;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'followed-'));
    log = new Log();
    kept = EMPTY_CHECKPOINT;
    gaps = [];
    running = null;
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  const at = (name: string): string => path.join(folder, name);
  const add = (name: string, text: string): void => appendFileSync(at(name), text);
  const text = (lines: readonly number[], of: (n: number) => string = row): string => lines.map((n) => of(n)).join('');

  function start(kind: LogKind = 'zeek', name = '', closedMs = 100): LogRun {
    const spec: LogSpec = {
      ...{ sensor: 'logs', source: SOURCE, startedUs: 0, server: null, serverPort: 0 },
      places: [{ kind, path: name === '' ? folder : at(name) }],
    };
    const run = new LogRun(spec, log, JSON.parse(JSON.stringify(kept)) as LogCheckpoint, {
      ...{ everyMs: 5, closedMs, settleMs: 50 },
      keep: (state) => (kept = JSON.parse(JSON.stringify(state)) as LogCheckpoint),
      onGap: (_gap, reason) => gaps.push(reason),
    });
    const done = run.run();
    done.catch(() => undefined);
    running = { run, done };
    return run;
  }
  async function stop(): Promise<void> {
    running?.run.end('over');
    await running?.done.catch(() => undefined);
    running = null;
  }
  const read = (last: number, kind: 'flow' | 'http' = 'flow') => until(() => log.ports(kind).includes(last));

  it('reads on as lines come, a half written one when it is whole', async () => {
    add('conn.log', HEAD('conn', '1') + text(numbers(1, 3)) + row(4).slice(0, 20));
    start();
    await read(3);
    expect(log.ports()).toEqual([1, 2, 3]);
    add('conn.log', row(4).slice(20) + row(5));
    await read(5);
    expect(log.ports()).toEqual(numbers(1, 5));
  });

  it('goes through a rename and a new file of the name, reads the last lines of the old one, and that one packed is nothing new', async () => {
    add('conn.log', HEAD('conn', '1') + text(numbers(1, 3)));
    start();
    await read(3);
    renameSync(at('conn.log'), at('conn-2026.log'));
    add('conn.log', HEAD('conn', '2') + text(numbers(5, 6)));
    // Who writes it notices later.
    add('conn-2026.log', row(4).trimEnd());
    await read(6);
    await read(4);
    writeFileSync(at('conn-2026.log.gz'), gzipSync(readFileSync(at('conn-2026.log'))));
    unlinkSync(at('conn-2026.log'));
    add('conn.log', row(7));
    await read(7);
    await sleep(50);
    expect(log.ports().sort((a, b) => a - b)).toEqual(numbers(1, 7));
    expect(gaps).toEqual([]);
  });

  it('reads what is removed while it is read to its end', async () => {
    add('conn.log', HEAD('conn', '1') + text(numbers(1, 3)));
    start();
    await read(3);
    mkdirSync(at('archive'));
    add('conn.log', text(numbers(4, 6)));
    renameSync(at('conn.log'), path.join(at('archive'), 'conn.log'));
    await read(6);
    expect(gaps).toEqual([]);
  });

  it('goes through copytruncate: what only the copy has, and what is new', async () => {
    add('eve.json', text(numbers(1, 3), event));
    start('eve', 'eve.json');
    await read(3, 'http');
    await stop();
    add('eve.json', text(numbers(4, 5), event));
    copyFileSync(at('eve.json'), at('eve.json.1'));
    truncateSync(at('eve.json'));
    add('eve.json', text(numbers(6, 7), event));
    start('eve', 'eve.json');
    await read(7, 'http');
    await read(5, 'http');
    expect(log.ports('http').sort((a, b) => a - b)).toEqual(numbers(1, 7));
    expect(gaps).toEqual([]);
  });

  it('knows what was rotated and packed while nobody looked, and takes the same inode for another file when it begins otherwise', async () => {
    add('eve.json', text(numbers(1, 30), event));
    start('eve', 'eve.json');
    await read(30, 'http');
    await stop();
    add('eve.json', text(numbers(31, 40), event));
    writeFileSync(at('eve.json.2.gz'), gzipSync(readFileSync(at('eve.json'))));
    // Same inode, other content, longer than what was read.
    writeFileSync(at('eve.json'), text(numbers(41, 99), event));
    start('eve', 'eve.json');
    await read(99, 'http');
    await read(40, 'http');
    expect(log.ports('http').sort((a, b) => a - b)).toEqual(numbers(1, 99));
  });

  it('what was rotated before it began is not read, nor what is of another kind', async () => {
    writeFileSync(at('eve.json.1'), text(numbers(1, 3), event));
    writeFileSync(at('eve.json.3.gz'), gzipSync('x'.repeat(100)));
    add('eve.json', text(numbers(4, 5), event));
    start('eve', 'eve.json');
    await read(5, 'http');
    await stop();
    expect(log.ports('http')).toEqual([4, 5]);
    writeFileSync(at('conn.log'), 'nothing of Zeek\n'.repeat(10));
    log = new Log();
    kept = EMPTY_CHECKPOINT;
    const run = start('queries', 'conn.log');
    writeFileSync(at('conn.log'), 'nothing\n'.repeat(20_000));
    await until(() => run.progress.problems.some((problem) => problem.includes('no log of the kind')));
  });

  it('brings logs of a folder in the order of their times, packed ones too', async () => {
    const many = numbers(1, 12_000);
    writeFileSync(at('conn.00.log.gz'), gzipSync(HEAD('conn', '0') + text(many.filter((n) => n % 2 === 0))));
    const http = many
      .filter((n) => n % 2 === 1)
      .map(
        (n) =>
          `${JSON.stringify({ _path: 'http', ts: T + n, uid: `C${n}`, 'id.orig_h': '10.0.0.1', 'id.orig_p': n, 'id.resp_h': '192.0.2.1', 'id.resp_p': 80, trans_depth: 1, method: 'GET' })}\n`,
      );
    writeFileSync(at('http.log'), http.join(''));
    start();
    await until(() => log.ports().length + log.ports('http').length === 12_000);
    expect(log.ports()).toEqual(many.filter((n) => n % 2 === 0));
    expect(log.ports('http')).toEqual(many.filter((n) => n % 2 === 1));
    // Facts of both come as time goes on, not one log after the other.
    const seconds = log.batches
      .filter(({ kind }) => kind === 'flow' || kind === 'http')
      .map(({ occ }) => occ[0] / 1e6 - T);
    const late = seconds.filter((second, i) => i > 0 && Math.max(...seconds.slice(0, i)) - second > 3000);
    expect(late).toEqual([]);
  });

  it('killed at any batch it goes on with exactly what is missing', async () => {
    const one = () => {
      add('conn.log', HEAD('conn', '1') + text(numbers(1, 2500)));
      add('dns.log', '');
    };
    one();
    let round = 0;
    for (let kills = 0; kills < 60 && log.ports().length < 5000; kills++) {
      log.room = 1 + (kills % 3);
      start();
      await until(() => log.room === 0 || log.ports().length >= 2500 * (1 + Math.min(round, 1)));
      await Promise.race([running?.done.catch(() => undefined), sleep(60)]);
      await stop();
      if (round === 0 && log.ports().length >= 2500) {
        round = 1;
        renameSync(at('conn.log'), at('conn.log.1'));
        add('conn.log', HEAD('conn', '2') + text(numbers(2501, 5000)));
      }
    }
    log.room = Infinity;
    start();
    await read(5000);
    expect(log.ports()).toEqual(numbers(1, 5000));
    expect(log.batches.map(({ number }) => number)).toEqual(numbers(1, log.batches.length));
  });

  it('cannot go on as the same source when a step is in the log in part and cannot be read again', async () => {
    add('eve.json', text(numbers(1, 3), event));
    start('eve', 'eve.json');
    await read(3, 'http');
    await stop();
    // A step was settled, and of its batches only the first came through.
    add('eve.json', text(numbers(4, 1500), event));
    log.room = 1;
    start('eve', 'eve.json');
    await running?.done.catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    expect(kept.plan).not.toBeNull();
    writeFileSync(at('eve.json'), text(numbers(1501, 1502), event));
    log.room = Infinity;
    start('eve', 'eve.json');
    await expect(running?.done).rejects.toThrow(PlanLost);
    // Who goes on behind it tells it.
    expect(gaps).toEqual([]);
  });

  it('says what is lost: emptied without a copy while nobody looked', async () => {
    add('eve.json', text(numbers(1, 3), event));
    start('eve', 'eve.json');
    await read(3, 'http');
    log.room = 0;
    add('eve.json', text(numbers(4, 9), event));
    await running?.done.catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    writeFileSync(at('eve.json'), text(numbers(11, 12), event));
    log.room = Infinity;
    start('eve', 'eve.json');
    await read(12, 'http');
    expect(log.ports('http')).toEqual([1, 2, 3, 11, 12]);
    expect(gaps).toEqual([expect.stringMatching(/eve\.json was being read and (is shorter now|cannot be any more)/)]);
    await until(() => kept.plan === null);
    await stop();
    kept = { ...kept, files: kept.files.map((file) => ({ ...file, size: file.size + 100 })) };
    writeFileSync(at('eve.json'), text(numbers(21, 22), event));
    start('eve', 'eve.json');
    await read(22, 'http');
    expect(gaps[1]).toContain('was removed or emptied before it was read to its end');
  });

  it('waits for a folder that went away and a file that may not be read, and says so', async () => {
    mkdirSync(at('logs'));
    add('logs/conn.log', HEAD('conn', '1') + text(numbers(1, 3)));
    const run = start('zeek', 'logs');
    await read(3);
    renameSync(at('logs'), at('elsewhere'));
    await until(() => run.progress.problems.length > 0);
    expect(run.progress.problems[0]).toMatch(/^There is no .*logs now\. It is read when it is there again\.$/);
    renameSync(at('elsewhere'), at('logs'));
    add('logs/conn.log', row(4));
    await read(4);
    await until(() => run.progress.problems.length === 0);
    if (process.getuid?.() !== 0) {
      chmodSync(at('logs/conn.log'), 0o000);
      add('logs/dns.log', '');
      await until(() => run.progress.problems.some((problem) => problem.includes('may not be read by this user')));
    }
    expect(log.ports()).toEqual(numbers(1, 4));
    expect(gaps).toEqual([]);
    expect(existsSync(at('logs'))).toBe(true);
  });

  it('a question that nobody answers goes when nothing more comes', async () => {
    add('q.log', 'Nov 29 18:15:24 dnsmasq[22667]: 1 127.0.0.1/39528 query[A] a.test from 127.0.0.1\n');
    const run = start('queries', 'q.log');
    await until(() => log.batches.some(({ kind }) => kind === 'dns'));
    await until(() => run.checkpoint.facts.pending.length === 0);
    expect(run.progress).toMatchObject({ lines: 1, entries: { dns: 1 }, behind: 0, files: 1 });
    expect(run.progress.reachedUs).toBeGreaterThan(0);
  });
});
