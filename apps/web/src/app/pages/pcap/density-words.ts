import type { Zone } from '../../core/time-grammar';
import { formatCount } from '../../format/numbers';
import { formatClock, formatDuration } from '../../format/times';

/** Packets of a capture over its time, as the API answers it. */
export interface Density {
  readonly from: string;
  readonly widthSeconds: number;
  readonly packets: readonly number[];
}

/** Bars on a ground of one unit a bucket and 100 units of height, from the left, as one path. */
export function barsOf({ packets }: Density): string {
  const most = Math.max(1, ...packets);
  return packets
    .map((count, at) => (count === 0 ? '' : `M${at} 100V${round(100 - Math.max(1.5, (count / most) * 100))}h0.8V100z`))
    .join('');
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** What a bucket holds, in words: `09:14:30 · 1,204 packets in 15 s`. */
export function bucketWords({ from, widthSeconds, packets }: Density, at: number, zone: Zone): string {
  const begin = formatClock(Date.parse(from) + at * widthSeconds * 1000, zone, widthSeconds < 1);
  return `${begin} · ${formatCount(packets[at] ?? 0)} packets in ${formatDuration(widthSeconds)}`;
}

/** The whole of it, for whoever cannot see it. */
export function densityWords(density: Density, zone: Zone): string {
  const most = Math.max(0, ...density.packets);
  const at = density.packets.indexOf(most);
  return `Packets over the time of the capture. Most at ${bucketWords(density, Math.max(0, at), zone)}`;
}
