import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { RegionFiles } from './region-files';

const folder = mkdtempSync(path.join(tmpdir(), 'wl-regions-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('says countries of both families by one version, and keeps it when the next one is wrong', async () => {
  let now = 0;
  const problems: string[] = [];
  const file = path.join(folder, 'own.csv');
  const write = (text: string, seconds: number) => {
    writeFileSync(file, text);
    utimesSync(file, seconds, seconds);
    now += 30_000;
  };
  write('8.8.8.0,8.8.8.255,US\n2a00:1::,2a00:2::,DE\n', 1);
  const files = new RegionFiles(
    file,
    (problem) => problems.push(problem),
    () => now,
  );
  const [first, twin] = await Promise.all([files.current(), files.current()]);
  expect(first).toBe(twin);
  const ask = (...addresses: string[]) => addresses.map((address) => first?.country(address));
  expect(ask('8.8.8.8', '::ffff:8.8.8.8', '2a00:1::7', '9.9.9.9', '10.0.0.1', 'x', '8.8.8.8')).toEqual([
    ...['US', 'US', 'DE', null, null, null, 'US'],
  ]);
  expect(first).toMatchObject({ name: 'own.csv', version: first?.digest.slice(0, 12) });
  write('0,rubbish\n', 2);
  expect(await files.current()).toBe(first);
  expect(problems).toEqual([expect.stringContaining('line 1')]);
  write('8.8.8.0,8.8.8.255,AT\n', 3);
  const next = await files.current();
  expect([next?.country('8.8.8.8'), first?.country('8.8.8.8')]).toEqual(['AT', 'US']);
  expect(next?.digest).not.toBe(first?.digest);
});

it('is nothing where nothing is', async () => {
  const none = new RegionFiles(
    '',
    () => undefined,
    () => 0,
    () => null,
  );
  expect(await none.current()).toBeNull();
  expect(await new RegionFiles('off', () => undefined).current()).toBeNull();
});
