import type { Zone } from '../../core/time-grammar';
import { formatBytes } from '../../format/numbers';
import { protocolColour, protocolName } from '../../format/protocols';
import { formatClock, formatDuration } from '../../format/times';
import type { TableRow } from '../../ui/data-table';
import type { LiveEntry, LiveItem } from './live-buffer';

/** What a row of the tail shows. */
export interface LiveView extends TableRow {
  readonly id: string;
  readonly notice?: boolean;
  readonly gap: string;
  readonly item: LiveItem | undefined;
  readonly time: string;
  readonly kind: string;
  readonly paint: string;
  readonly src: string;
  readonly srcPort: string;
  readonly dst: string;
  readonly dstPort: string;
  readonly name: string;
  readonly detail: string;
  readonly size: string;
}

const port = (value: number | null): string => (value === null ? '' : `:${value}`);
const BLANK = {
  gap: '',
  time: '',
  kind: '',
  paint: '',
  src: '',
  srcPort: '',
  dst: '',
  dstPort: '',
  name: '',
  detail: '',
  size: '',
};

export function viewEntry(entry: LiveEntry, zone: Zone): LiveView {
  if (entry.gap) {
    const text = `Positions ${trim(entry.gap.from)} to ${trim(entry.gap.to)} were not replayed: ${entry.gap.reason}. They are stored.`;
    return { ...BLANK, id: entry.id, notice: true, item: undefined, gap: text, time: formatClock(entry.at, zone) };
  }
  const { item } = entry;
  const common = { id: entry.id, gap: '', item, time: formatClock(Date.parse(item.time), zone, true) };
  if (item.dns) {
    const { dns } = item;
    return {
      ...common,
      kind: 'DNS',
      paint: 'var(--proto-dns)',
      src: dns.client,
      srcPort: '',
      dst: dns.server,
      dstPort: port(dns.serverPort),
      name: dns.name,
      detail: `${dns.qtype} ${dns.rcode ?? 'no answer'}`,
      size: dns.latencyMs === null ? '' : formatDuration(dns.latencyMs / 1000),
    };
  }
  const { flow } = item;
  if (!flow) return { ...BLANK, ...common, kind: item.kind };
  return {
    ...common,
    kind: 'Flow',
    paint: `var(${protocolColour(flow.app)})`,
    src: flow.src,
    srcPort: port(flow.srcPort),
    dst: flow.dst,
    dstPort: port(flow.dstPort),
    name: flow.domain ?? '',
    detail: `${protocolName(flow.app)} ${flow.state}`,
    size: formatBytes(flow.srcBytes + flow.dstBytes),
  };
}

const trim = (position: string): string => position.replace(/^0+(?=\d)/, '');
