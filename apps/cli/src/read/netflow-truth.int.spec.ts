import { readFileSync } from 'node:fs';

import { readCaptureFile } from '@wireledger/capture';
import { decodeFrame, EXPORTED_DST, EXPORTED_SRC, type ExportedFlow, FlowExports, Packet } from '@wireledger/decoders';
import { formatIpv4, formatIpv6 } from '@wireledger/kernel';

import { runExports } from './run-exports';
import { capturePath, CAPTURES, withCaptures } from './testing/captures';

type Fields = Readonly<Record<string, string | readonly string[]>>;
interface TruthSet {
  readonly pdu?: Fields;
  readonly records?: readonly Fields[];
}
interface TruthGroup {
  readonly files: readonly string[];
  readonly totals: { readonly datagrams: number; readonly flow_records: number; readonly templates: number };
  readonly datagrams: readonly { readonly header: Fields; readonly sets: readonly TruthSet[] }[];
}

const address = (flow: ExportedFlow, at: number) =>
  flow.version === 4 ? formatIpv4(flow.bytes, at) : formatIpv6(flow.bytes, at);
const number = (value: Fields[string] | undefined): number => Number(Array.isArray(value) ? value[0] : (value ?? 0));

/**
 * Where this collector reads more than TShark, whose figures leave out what it could not decode: a data set that stands before its template in the same datagram,
 * and sets behind the number of records that the header counts (they fill the datagram to its last byte).
 */
const MORE: Readonly<Record<string, Partial<TruthGroup['totals']>>> = {
  v9_templates_and_data: { flow_records: 22 },
  v9_invalid: { flow_records: 3, templates: 3 },
};

/** A flow as the truth can be compared with: who to whom, how much, when. */
const told = (
  src: string,
  dst: string,
  proto: number,
  packets: number,
  octets: number,
  flags: number,
  firstUs: number | string,
) => [src, dst, proto, packets, octets, flags, firstUs].join(' ');

/** TShark's text of a time, in whole milliseconds: not every exporter's fraction is a multiple of a microsecond. */
const shown = (text: string): number => Math.floor(Date.parse(text.replace(/(\.\d{3})\d* UTC/, '$1 UTC')));

/** Datagrams of the files of a group, in their order. */
function* datagrams(files: readonly string[]): Generator<readonly [Uint8Array, string]> {
  for (const name of files) {
    const path = capturePath(`netflow/${name}`);
    if (name.endsWith('.dat')) yield [readFileSync(path), '192.0.2.1'];
    else {
      const found: (readonly [Uint8Array, string])[] = [];
      const frame = new Packet();
      readCaptureFile(path, (buffer, offset, captured, original, _time, linktype) => {
        decodeFrame(frame, buffer, offset, captured, original, linktype);
        found.push([buffer.slice(frame.payload, frame.payloadEnd), formatIpv4(buffer, frame.src)]);
      });
      yield* found;
    }
  }
}

/** Flows that a record of the truth tells of, as `told`; null when it tells of none. */
function expectedOf(record: Fields, header: Fields): string | null {
  const v4 = record['srcaddr'] !== undefined && record['dstaddr'] !== undefined;
  const src = v4 ? record['srcaddr'] : record['srcaddrv6'];
  const dst = v4 ? record['dstaddr'] : record['dstaddrv6'];
  if (typeof src !== 'string' || typeof dst !== 'string') return null;
  const packets = number(record['packets'] ?? record['permanent_packets'] ?? record['post_packets']);
  const octets = number(record['octets'] ?? record['permanent_octets'] ?? record['post_octets']);
  if (packets === 0 && octets === 0) return null;
  const start = record['abstimestart'] ?? '';
  const since = record['timestart'];
  const latest = Math.max(number(since), number(record['timeend']));
  let first: number | string = 'any';
  // TShark counts times of which it does not know the beginning from 1970; flows that end before they begin, or begin in the future, are damage.
  if (typeof start === 'string' && start !== '') first = shown(start) < 1_000_000_000 ? 'any' : shown(start);
  else if (number(record['timeend']) < number(since) || latest > number(header['sysuptime'] ?? 'Infinity') + 60)
    first = 'any';
  else if (since !== undefined && header['sysuptime'] !== undefined)
    first =
      number(header['unix_secs']) * 1000 +
      Math.floor(number(header['unix_nsecs']) / 1e6) -
      Math.round((number(header['sysuptime']) - number(since)) * 1000);
  return told(src, dst, number(record['protocol']), packets, octets, number(record['tcpflags']) & 0xff, first);
}

withCaptures(() => {
  const { groups } = CAPTURES
    ? (JSON.parse(readFileSync(capturePath('netflow/expected.json'), 'utf8')) as { groups: Record<string, TruthGroup> })
    : { groups: {} };

  it.each(Object.entries(groups))('%s is read as TShark reads it', (name, truth) => {
    const flows: string[] = [];
    const exports = new FlowExports({
      flow: (flow) => {
        const parts = [
          address(flow, EXPORTED_SRC),
          address(flow, EXPORTED_DST),
          flow.proto,
          flow.packets,
          flow.octets,
          flow.flags,
        ] as const;
        flows.push(told(...parts, Math.floor(flow.firstUs / 1000)), told(...parts, 'any'));
      },
    });
    let count = 0;
    for (const [bytes, sender] of datagrams(truth.files)) {
      const exporter = exports.datagram(bytes, 0, bytes.length, sender, 1_700_000_000_000_000 + count);
      expect(exporter).not.toBeNull();
      expect(exporter?.domain).toBe(
        number(
          truth.datagrams[count]?.header['source_id'] ??
            truth.datagrams[count]?.header['od_id'] ??
            exporter?.domain.toString(),
        ),
      );
      count++;
    }
    exports.finish();
    const all = [...exports.all()];
    const sum = (name: 'flows' | 'others' | 'templates') =>
      all.reduce((total, { figures }) => total + figures[name], 0);
    expect({ datagrams: count, flow_records: sum('flows') + sum('others'), templates: sum('templates') }).toEqual({
      ...truth.totals,
      ...MORE[name],
    });
    const expected = truth.datagrams.flatMap(({ header, sets }) =>
      sets
        .flatMap(({ pdu, records }) => [...(pdu ? [pdu] : []), ...(records ?? [])])
        .flatMap((record) => expectedOf(record, header) ?? []),
    );
    expect(expected.filter((one) => !flows.includes(one))).toEqual([]);
  });

  it('tells of sets whose template never came', () => {
    const { pipeline } = runExports(capturePath('netflow/nfv9_softflowd.pcap'), { cut: 60, digest: true });
    expect(pipeline.collected).toMatchObject({ datagrams: 10, records: 0 });
  });
});
