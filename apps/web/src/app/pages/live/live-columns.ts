import { formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { Column } from '../../ui/table/columns';
import type { LiveView } from './live-rows';

/** A column whose cell is plain text. */
export interface TextColumn extends Column<LiveView> {
  readonly text: (view: LiveView) => string;
  readonly mono?: boolean;
}

/** Facts that are there on demand. */
export const EXTRA: readonly TextColumn[] = [
  {
    id: 'sensor',
    label: 'Sensor',
    width: 72,
    extra: true,
    fact: ({ item }) => item?.sensor ?? null,
    text: ({ item }) => item?.sensor ?? '',
  },
  {
    id: 'proto',
    label: 'Proto',
    width: 56,
    extra: true,
    fact: ({ item }) => item?.flow?.proto ?? null,
    text: ({ item }) => (item?.flow?.proto ?? '').toUpperCase(),
  },
  {
    id: 'packets',
    label: 'Packets',
    width: 64,
    end: true,
    extra: true,
    fact: ({ item }) => (item?.flow ? item.flow.srcPackets + item.flow.dstPackets : null),
    text: ({ item }) => (item?.flow ? formatCount(item.flow.srcPackets + item.flow.dstPackets) : ''),
  },
  {
    id: 'duration',
    label: 'Duration',
    width: 72,
    end: true,
    extra: true,
    fact: ({ item }) => item?.flow?.duration ?? null,
    text: ({ item }) => (item?.flow ? formatDuration(item.flow.duration) : ''),
  },
  {
    id: 'ended',
    label: 'Ended by',
    width: 84,
    extra: true,
    fact: ({ item }) => item?.flow?.endReason ?? null,
    text: ({ item }) => item?.flow?.endReason ?? '',
  },
  {
    id: 'community',
    label: 'Community id',
    width: 240,
    mono: true,
    extra: true,
    fact: ({ item }) => item?.flow?.communityId ?? null,
    text: ({ item }) => item?.flow?.communityId ?? '',
  },
];

/** All columns of the tail. @param zone - name of the zone that its times are shown in */
export const liveColumns = (zone: string): readonly Column<LiveView>[] => [
  { id: 'time', label: `Time, ${zone}`, width: 96, fact: ({ item }) => item?.time ?? null },
  { id: 'kind', label: 'Kind', width: 52, fact: ({ kind }) => kind },
  { id: 'src', label: 'Source', width: 152, grow: 1, fact: ({ src, srcPort }) => src + srcPort },
  { id: 'dst', label: 'Destination', width: 152, grow: 1.1, fact: ({ dst, dstPort }) => dst + dstPort },
  { id: 'name', label: 'Name', width: 140, grow: 2, fact: ({ name }) => name },
  { id: 'detail', label: 'Detail', width: 116, fact: ({ detail }) => detail },
  {
    id: 'size',
    label: 'Size, time',
    width: 72,
    end: true,
    fact: ({ item }) => item?.dns?.latencyMs ?? (item?.flow ? item.flow.srcBytes + item.flow.dstBytes : null),
  },
  ...EXTRA,
];
