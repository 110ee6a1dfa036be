import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { AddressFacts } from './address-facts';
import { openLocationFile } from './location/open-location-file';
import { openNetworkFile } from './network/open-network-file';
import { mmdb } from './testing/mmdb';

const folder = mkdtempSync(path.join(tmpdir(), 'wl-enrichment-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
const put = (name: string, bytes: string | Buffer): string => {
  const own = path.join(folder, `${++made}`);
  mkdirSync(own);
  const file = path.join(own, name);
  writeFileSync(file, bytes);
  return file;
};

const NOTHING = () => null;
const FLAT = {
  ...{ country_code: 'US', state1: 'California', state2: '', city: 'Mountain View' },
  ...{ latitude: 37.422000885009766, longitude: -122.08499908447266, timezone: '' },
};
const NESTED = {
  city: { names: { de: 'Wien', en: 'Vienna' } },
  country: { iso_code: 'AT', names: { en: 'Austria' } },
  location: { latitude: 48.2, longitude: 16.37 },
  subdivisions: [{ iso_code: '9', names: { en: 'Vienna' } }],
};
const ASNS = 'first,last,asn,name\n134744064,134744319,15169,"Google ""LLC"", Inc."\n8.8.9.0,8.8.9.255,AS64500,Two\n';

describe('facts about addresses', () => {
  it('reads flat and nested records, IPv4 and IPv6, and says what they rest on', async () => {
    const locations = put(
      'own.mmdb',
      mmdb({ '8.8.8.0/24': FLAT, '2a00:1::/32': NESTED }, { ipVersion: 6, type: 'DBIP-City-Lite' }),
    );
    const facts = new AddressFacts({ locations, networks: put('asn.csv', ASNS) }, Date.now, NOTHING);
    const place = await facts.of('8.8.8.8');
    expect(place?.location).toEqual({
      ...{ country: 'US', region: 'California', city: 'Mountain View', latitude: 37.422, longitude: -122.085 },
    });
    expect(place?.network).toEqual({ asn: 15169, organisation: 'Google "LLC", Inc.' });
    const hex = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(place?.sources).toEqual([
      {
        ...{ name: 'own.mmdb', version: '2026-05-28', built: '2026-05-28T20:26:40.000Z', sha256: hex },
        attribution: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
      },
      ...[
        {
          name: 'asn.csv',
          version: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
          built: null,
          sha256: hex,
          attribution: null,
        },
      ],
    ]);
    expect((await facts.of('::ffff:8.8.8.8'))?.location?.city).toBe('Mountain View');
    expect(await facts.of('2a00:1::7')).toMatchObject({
      location: { country: 'AT', region: 'Vienna', city: 'Vienna', latitude: 48.2, longitude: 16.37 },
      network: null,
    });
  });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '192.168.1.1',
    '169.254.1.1',
    '224.0.0.1',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:10.1.1.1',
    'a name',
    '',
    '8.8.8.8/24',
  ])('says nothing of %j, whatever the file holds', async (address) => {
    const file = put('all.csv', '0.0.0.0,255.255.255.255,DE\n::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,DE\n');
    const facts = new AddressFacts({ locations: file, networks: 'off' }, Date.now, NOTHING);
    expect(await facts.of(address)).toBeNull();
    expect((await facts.of('9.9.9.9'))?.location?.country).toBe('DE');
    expect((await facts.of('2a00::1'))?.location?.country).toBe('DE');
  });

  it('finds ranges at their ends and not beside them', async () => {
    const { find, entries } = await openNetworkFile(put('asn.csv', ASNS));
    const at = (...bytes: number[]) => find(Uint8Array.from(bytes))?.asn ?? null;
    expect([
      at(8, 8, 7, 255),
      at(8, 8, 8, 0),
      at(8, 8, 8, 255),
      at(8, 8, 9, 0),
      at(8, 8, 9, 255),
      at(8, 8, 10, 0),
    ]).toEqual([...[null, 15169, 15169, 64500, 64500, null]]);
    expect(entries).toBe(2);
  });

  it('where two ranges overlap the later one holds', async () => {
    const { find } = await openNetworkFile(put('asn.csv', '8.0.0.0,8.0.0.9,1,a\n8.0.0.8,8.0.0.19,2,b\n'));
    expect([7, 8, 9, 19].map((last) => find(Uint8Array.from([8, 0, 0, last]))?.asn)).toEqual([1, 2, 2, 2]);
  });

  it('reads numbers of IPv6 and addresses of the upper half', async () => {
    const file = put(
      'v6.csv',
      '55827575902194629176224234125318422528,55827575902194629176224234125318422783,7,Seven\n240.0.0.0,255.255.255.255,9,Top\n',
    );
    const { find } = await openNetworkFile(file);
    expect(find(Uint8Array.from([255, 255, 255, 255]))).toEqual({ asn: 9, organisation: 'Top' });
    const bytes = Uint8Array.from([0x2a, 0, 0, 1, ...new Array<number>(12).fill(0)]);
    expect(find(bytes)).toEqual({ asn: 7, organisation: 'Seven' });
  });

  it('does not answer for IPv6 out of a tree of IPv4', async () => {
    const { find } = await openLocationFile(put('v4.mmdb', mmdb({ '32.0.0.0/3': FLAT })));
    expect(find(Uint8Array.from([0x2a, ...new Array<number>(15).fill(0)]))).toBeNull();
    expect(find(Uint8Array.from([42, 0, 0, 0]))?.country).toBe('US');
  });

  it('says what is missing and how to mend it, and nothing of addresses', async () => {
    const facts = new AddressFacts({ locations: '', networks: 'off' }, Date.now, NOTHING);
    expect(await facts.of('8.8.8.8')).toBeNull();
    expect(facts.sources).toMatchObject([
      { kind: 'location', origin: 'none', mend: expect.stringContaining('GEOIP_FILE') as string },
      { kind: 'network', origin: 'off', mend: null },
    ]);
  });

  it('reads nothing before it is asked, and each family by itself', async () => {
    const packaged = path.join(folder, 'package');
    mkdirSync(packaged);
    writeFileSync(path.join(packaged, 'package.json'), '{"version": "2.3.1"}');
    writeFileSync(path.join(packaged, 'asn-ipv4-num.csv'), '134744064,134744319,15169,Google LLC\n');
    const find = (name: string) => (name === '@ip-location-db/asn' ? packaged : null);
    const facts = new AddressFacts({ locations: '', networks: '' }, Date.now, find);
    const states = () => facts.sources[1]?.files.map(({ state }) => state.state);
    expect(states()).toEqual(['idle', 'idle']);
    expect((await facts.of('8.8.8.8'))?.sources[0]).toMatchObject({ version: '2.3.1', name: 'ip-location-db ASN' });
    expect(states()).toEqual(['ready', 'idle']);
    expect(await facts.of('2a00::1')).toBeNull();
    expect(states()).toEqual(['ready', 'failed']);
    expect(facts.sources[1]).toMatchObject({ asked: 2, found: 1, origin: 'package' });
  });

  it('A-91 takes up a file that was replaced, and keeps the old one when the new one is wrong', async () => {
    let now = 0;
    const file = put('own.csv', '8.8.8.0,8.8.8.255,US\n');
    const facts = new AddressFacts({ locations: file, networks: 'off' }, () => now, NOTHING);
    const replace = (text: string, seconds: number) => {
      writeFileSync(`${file}.new`, text);
      utimesSync(`${file}.new`, seconds, seconds);
      renameSync(`${file}.new`, file);
      now += 30_000;
    };
    /** Asks until the answer or what is told of the file is as it should be. */
    const becomes = async (country: string, problem: RegExp | null) => {
      for (;;) {
        const said = (await facts.of('8.8.8.8'))?.location?.country;
        const told = facts.sources[0]?.files[0]?.state.problem ?? '';
        if (said === country && (problem === null ? told === '' : problem.test(told))) return;
        await new Promise((done) => setImmediate(done));
      }
    };
    await becomes('US', null);
    replace('8.8.8.0,8.8.8.255,DE\n', 1000);
    await becomes('DE', null);
    replace('0,nothing of the kind\n', 2000);
    await becomes('DE', /line 1/);
    expect(facts.sources[0]?.files[0]?.state.state).toBe('ready');
    replace('8.8.8.0,8.8.8.255,FR\n', 3000);
    await becomes('FR', null);
  });

  it.each([
    ['text', Buffer.from('no database'), /no MaxMind DB/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /packed/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['only the mark', Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), /cannot be read|tree/],
    ['a tree that is not there', mmdb({ '8.0.0.0/8': FLAT }).subarray(40), /cannot be read|tree/],
    ['metadata that are cut', mmdb({ '8.0.0.0/8': FLAT }).subarray(0, -60), /cannot be read|tree/],
  ])('A-91 refuses a file of %s', async (_, bytes, problem) => {
    await expect(openLocationFile(put('x.mmdb', bytes))).rejects.toThrow(problem);
  });

  it('A-91 a database cut or changed at any place is refused or answers null or a location', async () => {
    const whole = mmdb({ '8.8.8.0/24': FLAT, '9.0.0.0/8': NESTED });
    const file = put('x.mmdb', whole);
    for (let at = 0; at < whole.length; at += 3) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x7f;
      writeFileSync(file, bytes);
      const opened = await openLocationFile(file).catch((error: Error) => error);
      if (opened instanceof Error) {
        expect(opened.name).toBe('UnusableFile');
        continue;
      }
      for (const first of [8, 9, 200]) {
        const found = opened.find(Uint8Array.from([first, 8, 8, 8]));
        if (found) expect(Object.keys(found)).toHaveLength(5);
      }
    }
  });

  it.each([
    ['8.8.8.0,8.8.8.255\n', /does not say what/],
    ['8.8.8.255,8.8.8.0,1,a\n', /line 1 ends before it begins/],
    ['8.8.8.0,8.8.8.255,1,a\n8.8.8.1,8.8.8.2,2,b\n', /line 2 lies inside/],
    ['8.8.8.0,8.8.8.255,1,a\n8.8.7.0,8.8.7.9,2,b\n', /line 2 does not begin behind/],
    ['8.8.8.0,2a00::1,1,a\n', /one family/],
    ['8.8.8.0,8.8.8.255,1,"a\n', /not closed/],
    ['8.8.8.0,8.8.8.255,0,a\n', /does not say/],
    ['8.8.8.0,8.8.8.255,4294967296,a\n', /does not say/],
    ['340282366920938463463374607431768211456,1,1,a\n', /two addresses/],
    ['a,b,c\n', /no ranges/],
    [`8.8.8.0,8.8.8.255,1,${'a'.repeat(5000)}\n`, /longer than 4096/],
    ['a'.repeat(9000), /longer than 4096/],
  ])('A-91 refuses ranges %#', async (text, problem) => {
    await expect(openNetworkFile(put('x.csv', text))).rejects.toThrow(problem);
  });

  it('A-91 hostile text is one short line; codes and degrees are what they claim to be or nothing', async () => {
    const hostile = {
      country_code: '<b>',
      city: `a\u202e\n${'b'.repeat(900)}`,
      latitude: 1e9,
      longitude: 3,
      state1: ' \u0000 ',
    };
    const { find } = await openLocationFile(put('x.mmdb', mmdb({ '8.0.0.0/8': hostile })));
    expect(find(Uint8Array.from([8, 8, 8, 8]))).toEqual({
      ...{ country: null, region: null, latitude: null, longitude: null },
      city: `a${'b'.repeat(199)}`,
    });
  });

  it('a file that is not there is told, and no reason to fail', async () => {
    const facts = new AddressFacts({ locations: '/nowhere/x.mmdb', networks: 'off' }, Date.now, NOTHING);
    expect(await facts.of('8.8.8.8')).toBeNull();
    expect(facts.sources[0]?.files[0]?.state.problem).toContain('ENOENT');
  });
});
