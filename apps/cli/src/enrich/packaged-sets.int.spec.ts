import { AddressFacts } from '@wireledger/enrichment';

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
