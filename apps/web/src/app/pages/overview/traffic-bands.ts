import type { TrafficOverTimeResult } from '../../graphql/generated/operations';
import { protocolColour, protocolName } from '../../format/protocols';
import type { Band, ChartData } from '../../ui/chart/model';
import type { LiveTraffic } from './live-traffic';

type Traffic = TrafficOverTimeResult['traffic'];

const OTHER = 'other';
/** Buckets at the end that live seconds may add to. */
const OPEN_BUCKETS = 4;

/**
 * Bands of the main chart in bit/s: applications that have a colour of their own, all others as one, greatest first.
 * Live seconds fill the last buckets: of the stored and the live sum the greater one is closer to the truth, as both
 * only lack what has not arrived yet.
 */
export function trafficBands(traffic: Traffic, nowMs: number, live: LiveTraffic | undefined): ChartData {
  const times = traffic.times.map((time) => Date.parse(time));
  const sums = new Map<string, { readonly up: number[]; readonly down: number[] }>();
  const of = (key: string): { readonly up: number[]; readonly down: number[] } => {
    const band = protocolColour(key) === '--proto-other' ? OTHER : key;
    let sum = sums.get(band);
    if (!sum) sums.set(band, (sum = { up: times.map(() => 0), down: times.map(() => 0) }));
    return sum;
  };
  for (const series of traffic.series) {
    const sum = of(series.key);
    series.bytesIn.forEach((bytes, index) => (sum.up[index] = (sum.up[index] ?? 0) + bytes));
    series.bytesOut.forEach((bytes, index) => (sum.down[index] = (sum.down[index] ?? 0) + bytes));
  }
  if (live) addLive(of, times, traffic.bucket, live);
  const rate = (bytes: number, index: number): number =>
    (bytes * 8) / elapsed(times[index] ?? 0, traffic.bucket, nowMs);
  const bands: Band[] = [...sums].map(([key, sum]) => ({
    key,
    label: protocolName(key),
    colour: protocolColour(key),
    up: sum.up.map(rate),
    down: sum.down.map(rate),
  }));
  const size = (band: Band): number => [...band.up, ...(band.down ?? [])].reduce((a, b) => a + b, 0);
  const sized = bands
    .map((band) => ({ band, size: band.key === OTHER ? -1 : size(band) }))
    .filter((one) => one.size !== 0);
  return { times, bucket: traffic.bucket, bands: sized.sort((a, b) => b.size - a.size).map((one) => one.band) };
}

function addLive(
  of: (key: string) => { readonly up: number[]; readonly down: number[] },
  times: readonly number[],
  bucket: number,
  live: LiveTraffic,
): void {
  for (let index = Math.max(0, times.length - OPEN_BUCKETS); index < times.length; index += 1) {
    const from = (times[index] ?? 0) / 1000;
    const merged = new Map<ReturnType<typeof of>, { in: number; out: number }>();
    for (const [app, bytes] of live.bytesBetween(from, from + bucket)) {
      const target = of(app);
      const sum = merged.get(target) ?? { in: 0, out: 0 };
      merged.set(target, { in: sum.in + bytes.in, out: sum.out + bytes.out });
    }
    for (const [target, bytes] of merged) {
      target.up[index] = Math.max(target.up[index] ?? 0, bytes.in);
      target.down[index] = Math.max(target.down[index] ?? 0, bytes.out);
    }
  }
}

/** Seconds of a bucket that have passed: the running one is shorter, but never so short that one packet becomes a peak. */
function elapsed(start: number, bucket: number, nowMs: number): number {
  const passed = (nowMs - start) / 1000;
  return passed >= bucket ? bucket : Math.max(passed, bucket * 0.25, 1);
}

/** One sentence for those who cannot see the chart. */
export function describeTraffic(data: ChartData): string {
  const totals = data.times.map((_, index) =>
    data.bands.reduce((sum, band) => sum + (band.up[index] ?? 0) + (band.down?.[index] ?? 0), 0),
  );
  const peak = Math.max(0, ...totals);
  const names = data.bands.slice(0, 3).map((band) => band.label);
  return names.length === 0
    ? 'Traffic over time: nothing recorded in this range.'
    : `Traffic over time, highest ${(peak / 1e6).toPrecision(3)} Mbit/s, most of it ${names.join(', ')}. Arrow keys read single buckets.`;
}
