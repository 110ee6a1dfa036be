import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AddressFacts } from '@wireledger/enrichment';
import { openLocationFile, openNetworkFile, locationOf, networkOf } from '@wireledger/enrichment/testing';
import { parseIp } from '@wireledger/kernel';

import { CAPTURES } from '../read/testing/captures';

describe('packaged data sets', () => {
  it('know addresses of both families, by their installed versions', async () => {
    const facts = new AddressFacts({ locations: '', networks: '' });
    const place = await facts.of('8.8.8.8');
    expect(place).toMatchObject({
      location: { country: 'US', city: 'Mountain View' },
      network: { asn: 15169, organisation: 'Google LLC' },
      sources: [
        {
          name: 'DB-IP City Lite',
          version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
          attribution: { url: 'https://db-ip.com' },
        },
        { name: 'ip-location-db ASN' },
      ],
    });
    expect((await facts.of('2001:4860:4860::8888'))?.network).toMatchObject({ asn: 15169 });
    expect(await facts.of('192.168.0.1')).toBeNull();
    const [, networks] = facts.sources;
    expect(networks?.files.map(({ state }) => [state.state, (state.entries ?? 0) > 100_000])).toEqual([
      ['ready', true],
      ['ready', true],
    ]);
  });
});

interface Expected {
  readonly lookups: Readonly<Record<string, Readonly<Record<string, { readonly record: unknown }>>>>;
}

if (!CAPTURES) process.stdout.write('not asked for: the databases of other readers (WIRELEDGER_CAPTURES)\n');
else
  describe('databases that another reader has read', () => {
    const folder = path.join(CAPTURES as string, 'mmdb');
    const { lookups } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
    const asked = ['GeoIP2-City-Test.mmdb', 'GeoIP2-Country-Test.mmdb', 'GeoLite2-ASN-Test.mmdb'];

    it.each(asked)('%s: the same facts as its reader finds', async (name) => {
      const isNetwork = name.includes('ASN');
      const { find } = await (isNetwork ? openNetworkFile : openLocationFile)(path.join(folder, name));
      const known = Object.entries(lookups[name] ?? {});
      expect(known.filter(([, { record }]) => record !== null).length).toBeGreaterThan(5);
      for (const [address, { record }] of known)
        expect([address, find(parseIp(address) as Uint8Array)]).toEqual([
          address,
          isNetwork ? networkOf(record) : locationOf(record),
        ]);
    });

    it('A-91 damaged ones are refused or answer nothing', async () => {
      for (const name of readdirSync(path.join(folder, 'bad'))) {
        const opened = await openLocationFile(path.join(folder, 'bad', name)).catch((error: Error) => error);
        if (opened instanceof Error) expect([name, opened.name]).toEqual([name, 'UnusableFile']);
        else expect([name, opened.find(Uint8Array.from([1, 1, 1, 1]))]).toEqual([name, null]);
      }
    });
  });
