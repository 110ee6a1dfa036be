import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type AppendReq, InMemoryEventLog } from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events';

import { FactsWriter } from '../facts-writer';
import { Spool } from './spool';
import { SpoolSlot } from './spool-slot';

const SOURCE = '11111111-1111-4111-8111-111111111111';

/** A disk of its own of one MiB, or null where this process may not have one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

const disk = smallDisk();
if (!disk) {
  process.stdout.write('not asked for: a spool on a full disk (needs the right to mount)\n');
  it('needs the right to mount', () => expect(disk).toBeNull());
} else
  describe('a spool on a full disk', () => {
    afterAll(() => {
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    });
    const heard: string[] = [];
    const logger = {
      info: (_fields: object, text: string) => void heard.push(text),
      warn: (_fields: object, text: string) => void heard.push(text),
      error: (_fields: object, text: string) => void heard.push(text),
    };
    const log = new InMemoryEventLog();
    let away = true;
    const port = new Proxy(log, {
      get: (target, key) =>
        key === 'append'
          ? (requests: AppendReq[]) => (away ? Promise.reject(new Error('refused')) : target.append(requests))
          : (Reflect.get(target, key, target) as unknown),
    });
    const writer = (): FactsWriter => {
      const at = path.join(disk, 'lab');
      const clock = {
        now: () => Date.UTC(2026, 10, 21),
        sleep: () => new Promise<void>((done) => setTimeout(done, 5)),
      };
      const slot = new SpoolSlot(path.join(at, 'slot.json'));
      // Its limit is far beyond what the disk holds.
      const facts = new FactsWriter('lab', port, new Spool(at, 2 ** 30, logger as never), slot, clock, logger as never);
      facts.recover();
      return facts;
    };
    const batch = (number: number): CutBatch =>
      ({
        ...{ kind: 'traffic', number, seq: [number, number], occ: [number * 1e6, number * 1e6] },
        payload: { v: 1, n: 1, t0: 0, pad: 'x'.repeat(5000) },
      }) as unknown as CutBatch;

    it('says so, loses nothing that it took, through kill −9 as well, and goes on when the log is back', async () => {
      const first = writer();
      let n = 0;
      while (!first.full) first.offer(SOURCE, batch(++n));
      expect(n).toBeGreaterThan(50);
      expect(heard.filter((text) => text.includes('full'))).toEqual([
        expect.stringContaining('the spool is full: sources rest, what they miss is counted'),
      ]);
      expect(first.depth).toMatchObject({ full: true, waiting: n });
      // It ends: what the disk did not take is not there, and whoever gave it knows.
      await first.close();
      const second = writer();
      expect(second.taken(SOURCE).batch).toBe(n - 1);
      expect(second.depth.lost).toBe(0);
      // Another program takes the last of the disk, and the room that is kept for the state serves.
      const rest = path.join(disk, 'rest');
      expect(() => writeFileSync(rest, Buffer.alloc(2 ** 20))).toThrow(/ENOSPC/);
      second.offer(SOURCE, batch(n));
      expect(second.full).toBe(true);
      away = false;
      await second.settled();
      rmSync(rest);
      await second.room();
      second.offer(SOURCE, batch(n + 1));
      await second.settled();
      const { events } = await log.readStream({ stream: 'facts-lab.20261121', limit: 1000 });
      expect(events.map(({ meta }) => meta.batch)).toEqual(Array.from({ length: n + 1 }, (_, at) => at + 1));
      expect(heard.at(-1)).toBe('the spool has room again');
      expect(statSync(path.join(disk, 'lab', 'reserve')).size).toBe(256 * 1024);
      await second.close();
    }, 60_000);
  });
