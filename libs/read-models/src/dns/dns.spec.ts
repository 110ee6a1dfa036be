import { batchEvent, dnsColumns, T0 } from '../testing/telemetry';
import { rcodeName, rcodeNumber, typeName, typeNumber } from './dns-codes';
import { dnsRecordToTransaction } from './dns-record';
import { domainFacts, entropy } from './domain-facts';
import { nameFromWire } from './wire-name';

it('knows types and response codes by name and number', () => {
  for (const [name, number] of Object.entries({ A: 1, AAAA: 28, HTTPS: 65, TYPE999: 999 })) {
    expect(typeNumber(name.toLowerCase())).toBe(number);
    expect(typeName(number)).toBe(name);
  }
  expect(typeNumber('28')).toBe(28);
  expect(typeNumber('TYPE70000')).toBeNull();
  expect(typeNumber('NOPE')).toBeNull();
  expect(rcodeNumber('nxdomain')).toBe(3);
  expect(rcodeNumber('unanswered')).toBe(-1);
  expect(rcodeName(3841)).toBe('RCODE3841');
});

it('reads names from the wire in master-file form', () => {
  expect(nameFromWire('03575757074558414d504c4503636f6d00')).toBe('WWW.EXAMPLE.com');
  expect(nameFromWire('03612e6203015c2000')).toBe('a\\046b.\\001\\092\\032');
  expect(nameFromWire('00')).toBe('.');
  expect(nameFromWire('0561')).toBeNull();
});

it('A-06 computes what a name tells by itself', () => {
  expect(domainFacts('a.b.example.co.uk')).toMatchObject({ registrable: 'example.co.uk', length: 17, unicode: null });
  expect(domainFacts('localhost').registrable).toBe('');
  expect(domainFacts('xn--mnchen-3ya.de')).toMatchObject({ unicode: 'münchen.de', mixedScript: false });
  expect(domainFacts('xn--pple-43d.com')).toMatchObject({ unicode: 'аpple.com', mixedScript: true });
  expect(domainFacts('xn--zz-zz-invalid--.com').unicode).toBeNull();
  expect(entropy('aaaa')).toBe(0);
  expect(entropy('abcd')).toBe(2);
  expect(entropy('')).toBe(0);
});

it('shows a record of a batch as the API does', () => {
  const record = {
    ...{
      flow: 0,
      time: T0 + 5,
      client: '10.0.0.1',
      server: '::1.2.3.4',
      name: 'www.example',
      raw: '0357575707455841',
      qtype: 65,
    },
    ...{ rcode: -1, latency: -1, queries: 2, responses: 0, answers: [[1, 60, '192.0.2.1'] as const] },
  };
  const stored = {
    ...batchEvent(
      { sensor: 's/1', source: 'a8098c1a-f86e-51da-bd1a-00112444be1e' },
      'dns',
      1,
      dnsColumns([record], T0),
      [T0, T0],
    ),
  };
  const event = { ...stored, stream: 'facts-s.1', revision: 0n, position: '7' as never, recordedAt: T0 };
  expect(dnsRecordToTransaction(event, 0)).toEqual({
    id: '7#0',
    time: '2026-11-21T08:00:00.000005Z',
    sensor: 's/1',
    client: '10.0.0.1',
    clientPort: 40_000,
    server: '::102:304',
    serverPort: 53,
    service: 'dns',
    name: 'www.example',
    rawName: null,
    qtype: 'HTTPS',
    rcode: null,
    latencyMs: null,
    queries: 2,
    responses: 0,
    answers: [{ type: 'A', ttl: 60, data: '192.0.2.1' }],
    answerCount: 1,
  });
  expect(() => dnsRecordToTransaction(event, 1)).toThrow(RangeError);
});
