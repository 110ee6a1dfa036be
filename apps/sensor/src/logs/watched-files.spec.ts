import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import type { KnownFile } from './known-file';
import { planRanges } from './log-plan';
import { WatchedFiles } from './watched-files';

const HEAD = '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n';
const AROUND = { server: () => '::', serverPort: 0, byUs: 0, latestUs: Infinity };

describe('watched files', () => {
  let folder: string;
  let files: WatchedFiles;
  const at = (name: string): string => path.join(folder, name);
  const known = (name: string): KnownFile => files.all.find((file) => file.path === at(name)) as KnownFile;
  const ready = async (): Promise<string[]> =>
    (await files.ready(Date.now())).map(({ file }) => path.basename(file.path));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watched-'));
    files = new WatchedFiles([{ kind: 'zeek', path: folder }], [], 0);
  });
  afterEach(async () => {
    await files.close();
    rmSync(folder, { recursive: true });
  });
  const unreadable = (file: KnownFile, error: Error) => files.giveUp(file, error);
  const look = () => files.look(() => false, Date.now());

  /** As when a share went away and came again: the open file is of no use. */
  const spoil = async (name: string): Promise<void> => (await files.contentOf(known(name))).close();

  it('one that cannot be read does not keep the others from it, and is opened anew', async () => {
    for (const name of ['conn.log', 'dns.log']) writeFileSync(at(name), `${HEAD}${name}\n`);
    await look();
    const open = await files.ready(Date.now());
    await spoil('conn.log');
    const ranges = await planRanges(open, AROUND, unreadable);
    expect(ranges.map(({ file }) => file)).toEqual([known('dns.log').id]);
    expect(files.problems).toEqual([expect.stringMatching(/conn\.log cannot be read: /)]);
    await look();
    expect([files.problems, await ready()]).toEqual([[], ['conn.log', 'dns.log']]);
    await spoil('conn.log');
    expect(await ready()).toEqual(['dns.log']);
    expect(await ready()).toEqual(['conn.log', 'dns.log']);
  });

  it('one of another kind is told of as long as it is there, also by whoever goes on later', async () => {
    const queries = [{ kind: 'queries', path: at('q.log') }] as const;
    files = new WatchedFiles(queries, [], 0);
    writeFileSync(at('q.log'), `127.0.0.1 - - [29/Nov/2026:18:15:26 +0000] "GET / HTTP/1.1" 200 1\n`);
    const told = [`${at('q.log')} is no log of the kind that was asked for: it is not read.`];
    await look();
    expect([await ready(), files.problems]).toEqual([[], told]);
    await look();
    expect([await ready(), files.problems]).toEqual([[], told]);
    await files.close();
    files = new WatchedFiles(queries, files.copies, 0);
    await look();
    expect(files.problems).toEqual(told);
    unlinkSync(at('q.log'));
    await look();
    expect(files.problems).not.toContain(told[0]);
  });

  it('a packed one that is removed is read to its end where it is open; else it is lost, and that is said', async () => {
    const text = `${HEAD}${'a line of it\n'.repeat(1000)}`;
    const write = (name: string): void => writeFileSync(at(name), gzipSync(`#${name}\n${text}`));
    write('conn.1.log.gz');
    await look();
    expect(await ready()).toEqual(['conn.1.log.gz']);
    write('dns.1.log.gz');
    await look();
    for (const file of files.all) {
      // Facts of more bytes than it has packed, and of fewer than it has unpacked.
      Object.assign(file, { at: file.size });
      unlinkSync(file.path);
    }
    expect(await look()).toMatchObject([{ file: { path: at('dns.1.log.gz') }, unread: 1 }]);
    const [range] = await planRanges(await files.ready(Date.now()), AROUND, unreadable);
    known('conn.1.log.gz').at = range?.to as number;
    await planRanges(await files.ready(Date.now()), AROUND, unreadable);
    expect(await ready()).toEqual([]);
    expect(await look()).toMatchObject([{ file: { path: at('conn.1.log.gz') }, unread: 0 }]);
  });

  it('one that was removed and cannot be read is lost, and that is said', async () => {
    writeFileSync(at('conn.log'), HEAD);
    await look();
    await ready();
    await spoil('conn.log');
    unlinkSync(at('conn.log'));
    expect(await look()).toMatchObject([{ unread: HEAD.length }]);
    expect(files.problems).toEqual([expect.stringMatching(/conn\.log cannot be read: /)]);
  });
});
