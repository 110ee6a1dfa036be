import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { AddressFacts } from './address-facts';
import { PlaceMemory } from './place-memory';

const folder = mkdtempSync(path.join(tmpdir(), 'wl-places-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
};

it('tells country and network of both families, without waiting, once they are read', async () => {
  const locations = put('places.csv', '8.8.8.0,8.8.8.255,US\n9.9.9.0,9.9.9.255,CH\n2a00::,2a00:ffff::,AT\n');
  const networks = put('networks.csv', '8.8.8.0,8.8.8.255,15169,Google\n9.9.8.0,9.9.8.255,19281,Quad9\n');
  let now = 0;
  const places = new PlaceMemory(new AddressFacts({ locations, networks }, () => now));
  await places.ready();
  expect(['8.8.8.8', '9.9.9.9', '9.9.8.1', '2a00::1', '::ffff:8.8.8.8'].map((one) => places.of(one))).toEqual([
    { country: 'US', asn: 15_169 },
    { country: 'CH', asn: null },
    { country: null, asn: 19_281 },
    { country: 'AT', asn: null },
    { country: 'US', asn: 15_169 },
  ]);
  for (const none of ['10.0.0.1', '1.1.1.1', '', 'x', '8.8.8.8/32', '2b00::1']) expect(places.of(none)).toBeNull();

  put('places.csv', '8.8.8.0,8.8.8.255,FR\n');
  now += 3_600_000;
  // A replaced file is read beside the answers.
  for (let i = 0; i < 1000 && places.of('8.8.8.8')?.country !== 'FR'; i++) {
    await new Promise((resume) => setTimeout(resume, 10));
    await places.ready();
  }
  expect(places.of('8.8.8.8')).toEqual({ country: 'FR', asn: 15_169 });
  expect(places.of('9.9.9.9')).toBeNull();
});

it('knows nothing before, and nothing without data sets', async () => {
  const none = new PlaceMemory(new AddressFacts({ locations: 'off', networks: 'off' }));
  expect(none.of('8.8.8.8')).toBeNull();
  await none.ready();
  expect(none.of('8.8.8.8')).toBeNull();
});
