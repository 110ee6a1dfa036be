import { z } from 'zod';
import { knownDays, learnDays, severity } from '../../parameters';
import { isExternal } from '../../records/addresses';
import type { AnyRecord, TlsRecord } from '../../records/records';
import { noveltyDetector } from '../../state/novelty';
import { isRare, newDays, rareAmong, rareShare, settleHours } from '../../state/rarity';
import { count, percent, shortName } from '../../words';

const parameters = z.strictObject({
  of: z.enum(['ja4', 'ja3']).describe('fingerprint of the client that is told apart'),
  share: rareShare,
  clients: rareAmong,
  newDays,
  settleHours,
  learnDays,
  knownDays,
  severity,
});
type Parameters = z.infer<typeof parameters>;
const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;

/** Software that speaks TLS as hardly any other here does. */
export const rareTlsClient = noveltyDetector<Parameters>({
  id: 'rare-tls-client',
  version: 1,
  kind: 'rare_tls_client',
  reads: ['tls'],
  parameters,
  measure: { name: 'clients', unit: 'clients' },
  about: {
    title: 'Rare TLS fingerprint',
    counts:
      'Clients whose handshakes with servers outside have one fingerprint (JA4, or JA3), each at the time of its handshakes; beside them all clients that shake hands with servers outside.',
    algorithm:
      'A fingerprint that was first seen at most so many days ago, after the network had been watched for a while, that is used again after it has settled, and by no more than the given share of the clients; one client may always.',
    source:
      'RITA’s modifiers (rare signature: JA3 used by few hosts; first seen within 7 days; prevalence of 2 %). JA4 is FoxIO’s fingerprint of the TLS client, JA3 Salesforce’s. Fingerprints of malware that is known are matched by lists (threat-match).',
    limits:
      'An implant that uses the system’s own TLS looks like the browser. JA3 changes with the order of extensions, which new browsers shuffle: JA4 is steadier. A fingerprint names software, not its intent.',
    lookAlikes:
      'New software and updates on the first machines that get them; developers’ tools; appliances of which there is one. Settling leaves out what is used once.',
  },
  memberOf: (record) => (isOutward(record) ? record.client : null),
  read(record, p) {
    if (!isOutward(record) || record[p.of] === '') return null;
    const { client, server, serverPort, serverName, time, ref } = record;
    return { key: record[p.of], time, by: client, item: `${client} ${server} ${serverPort} ${serverName}`, ref };
  },
  freshUs: (p) => p.newDays * DAY,
  settleUs: (p) => p.settleHours * HOUR,
  rare: isRare,
  parties(_key, item) {
    const [src = '', dst = '', port] = item.split(' ');
    return { src, dst, dport: Number(port) };
  },
  summary({ items, sources }, fingerprint, p, { by, members }) {
    const [item = ''] = items;
    const [client, server = '', port, name = ''] = item.split(' ');
    const who = sources.size === 1 ? client : `${count(sources.size)} clients`;
    const whom = name === '' ? server : `${shortName(name)} (${server})`;
    return `${who} spoke TLS with ${whom} port ${port} by the fingerprint ${shortName(fingerprint)}, new here and used by ${count(by ?? 0)} of ${count(members ?? 0)} clients so far; the threshold is at most ${percent(p.share)} of the clients.`;
  },
});

const isOutward = (record: AnyRecord): record is TlsRecord => record.fact === 'tls' && isExternal(record.server);
