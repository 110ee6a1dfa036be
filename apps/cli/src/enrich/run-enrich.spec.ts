import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runEnrich } from './run-enrich';

describe('wireledger enrich', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-enrich-'));
  const before = { ...process.env };
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    const [geoip, asn] = [path.join(folder, 'places.csv'), path.join(folder, 'asn.csv')];
    writeFileSync(geoip, '8.8.8.0,8.8.8.255,US,California,,Mountain View,,37.42200,-122.08500,\n');
    writeFileSync(asn, '8.8.8.0,8.8.8.255,15169,Google LLC\n');
    Object.assign(process.env, { GEOIP_FILE: geoip, ASN_FILE: asn });
  });
  afterEach(() => {
    process.env = { ...before };
  });

  async function run(...argv: string[]) {
    const written = { out: '', err: '' };
    const code = await runEnrich(argv, {
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
    });
    return { code, ...written };
  }

  it('says where an address is, whose it is and what that rests on', async () => {
    const { code, out, err } = await run('8.8.8.8', '10.0.0.1', '9.9.9.9');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^8\.8\.8\.8 {2}Mountain View, California, US \(37\.422, -122\.085\) · AS15169 Google LLC\n {2}places\.csv [0-9a-f]{12}\n {2}asn\.csv [0-9a-f]{12}\n10\.0\.0\.1 {2}not an address of the Internet\n9\.9\.9\.9 {2}nothing is known\n$/,
    );
  });

  it('writes one JSON line an address', async () => {
    const { out } = await run('--json', '8.8.8.8', '10.0.0.1');
    const [known, own] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(known).toMatchObject({ address: '8.8.8.8', network: { asn: 15169 }, location: { country: 'US' } });
    expect(own).toEqual({ address: '10.0.0.1', location: null, network: null, sources: [] });
  });

  it('fails with cause and mend when nothing can be read, and on wrong usage', async () => {
    Object.assign(process.env, { GEOIP_FILE: path.join(folder, 'none.mmdb'), ASN_FILE: 'off' });
    const failed = await run('8.8.8.8');
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringMatching(/none\.mmdb cannot be opened.*\n.*no data set/) as string,
    });
    expect(await run('example.org')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no address') as string,
    });
    expect((await run()).code).toBe(2);
    expect((await run('--colour', '8.8.8.8')).code).toBe(2);
  });
});
