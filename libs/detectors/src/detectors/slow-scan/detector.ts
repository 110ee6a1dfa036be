import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { isTcpOrUdp, protocolName, UDP } from '../../records/attempts';
import { LATE_US, type SlidingWindow } from '../../state/sliding-window';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const rate = (of: string) => z.number().positive().max(1_000_000).describe(`${of} tried a minute, at most`);
const parameters = z.strictObject({
  pairs: threshold('distinct pairs of target and port, at least', 10_000),
  outward: threshold('the same when a host inside tries addresses outside', 10_000),
  windowS: windowS.describe('silence after which counting begins anew, seconds of packet time'),
  fastest: z
    .strictObject({ port: rate('hosts of one port'), target: rate('ports of one host') })
    .describe('what is faster is a scan that the other rules see'),
  severity,
});
type Parameters = z.infer<typeof parameters>;

const DNS = 53;
const OUTWARD = 'outward';
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
/** Latest pairs whose pace is looked at. */
const JUDGED = 50;
/** Longest that attempts are added up, however short the silences between them. */
const DAY = 86_400 * SECOND;

/** A scan with so much time between its attempts that no window holds enough of them. */
export const slowScan = thresholdDetector<Parameters>({
  id: 'slow-scan',
  version: 1,
  kind: 'port_scan_slow',
  reads: ['flow'],
  parameters,
  measure: { name: 'ports tried', unit: 'ports' },
  about: {
    title: 'Port scan, slow',
    counts:
      'Distinct pairs of target and port that one source tried in vain (silence or RST), each at the last packet time of its latest flow record. Attempts of a host inside on addresses outside are counted apart from all others.',
    algorithm:
      'No window of fixed length: pairs add up as long as no silence between two of them is longer than the limit (exactly as long still holds them together), for a day at most. Fires at the record that brings the pair which reaches the threshold, unless half of the latest 50 pairs or more are of one port or one target and came faster than the limits.',
    source:
      'ncsa/bro-simple-scan scan.zeek: 25 failed (host, port) pairs of a remote source and 250 of a local one, state kept until 15 minutes of silence. Chosen over the sequential hypothesis test (Jung et al. 2004), which needs the outcome of first contacts only and decides on a handful of them: too few for a network whose hosts often call at closed doors.',
    limits:
      'More than the silence between two attempts is missed, and so is a scan by many sources. At most 10,000 pairs and a day are remembered. UDP port 53 is left out: a resolver asks many dead name servers.',
    lookAlikes:
      'Peer-to-peer programs try hundreds of dead peers outside (a threshold of their own); monitoring that polls many services which are down looks the same: suppress its address. A retry of the same dead service counts once. Backscatter of spoofed floods and traceroute are not counted. A fast scan of one host or one port is left to the other rules.',
  },
  distinct: true,
  cap: ({ pairs, outward }) => Math.min(10_000, Math.max(256, pairs * 4, outward * 2)),
  flowsWith: () => FACETS.failed,
  read(record) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record) || !record.failed) return null;
    const { src, dst, dstPort, proto, dLast, ref } = record;
    if (proto === UDP && dstPort === DNS) return null;
    const way = record.outbound ? OUTWARD : 'inward';
    return { key: `${src} ${way}`, time: dLast, item: `${dst} ${dstPort} ${protocolName(proto)}`, weight: 1, ref };
  },
  rememberUs: () => DAY,
  keepUs: (p) => p.windowS * SECOND + LATE_US,
  reached: (pairs, _sum, p) => pairs >= Math.min(p.pairs, p.outward),
  part(window, place, key, p) {
    const silenceUs = p.windowS * SECOND;
    let [from, to] = [place, place + 1];
    while (from > 0 && window.timeAt(from) - window.timeAt(from - 1) <= silenceUs) from--;
    while (to < window.size && window.timeAt(to) - window.timeAt(to - 1) <= silenceUs) to++;
    if (to - from < needed(key, p) || isFast(window, Math.max(from, to - JUDGED), to, p)) return null;
    return { from, to };
  },
  parties(key, item) {
    const [dst = '', port] = item.split(' ');
    return { src: key.split(' ')[0] as string, dst, dport: Number(port) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => Math.min(p.pairs, p.outward),
  summary({ items, targets, first, last }, key, p) {
    const [src] = key.split(' ');
    return `${src} tried ${count(items.size)} ports of ${count(targets.size)} ${targets.size === 1 ? 'host' : 'hosts'} in vain within ${span(last - first)}, never silent for longer than ${span(p.windowS * SECOND)}; the threshold is ${count(needed(key, p))} ports.`;
  },
});

const needed = (key: string, { pairs, outward }: Parameters): number => (key.endsWith(OUTWARD) ? outward : pairs);

/** Whether most of the entries are of one port or one target, and those came faster than the limits. */
function isFast(window: SlidingWindow, from: number, to: number, { fastest }: Parameters): boolean {
  // Most go on as they are: what is fast is of the newest entry's target or port, and no other need be looked for.
  const newest = window.itemAt(to - 1);
  const end = newest.indexOf(' ');
  const [target, port] = [newest.slice(0, end + 1), newest.slice(end)];
  const of = to - from;
  const targets = runOf(window, from, to, (item) => item.startsWith(target));
  if (isFastRun(targets, of, fastest.target)) return true;
  const ports = runOf(window, from, to, (item) => item.endsWith(port));
  if (isFastRun(ports, of, fastest.port)) return true;
  const runs = new Map<string, Run>();
  const add = (name: string, time: number): void => {
    const run = runs.get(name);
    if (!run) runs.set(name, { count: 1, first: time, last: time });
    else {
      run.count++;
      run.last = time;
    }
  };
  for (let i = from; i < to; i++) {
    const [item, time] = [window.itemAt(i), window.timeAt(i)];
    const space = item.indexOf(' ');
    add(item.slice(0, space), time);
    add(item.slice(space), time);
  }
  for (const [name, run] of runs)
    if (isFastRun(run, of, name.startsWith(' ') ? fastest.port : fastest.target)) return true;
  return false;
}

/** Whether it is most of so many entries, and came faster than that, in tries a minute. */
const isFastRun = ({ count: tried, first, last }: Run, of: number, most: number): boolean =>
  tried * 2 >= of && tried * MINUTE > most * (last - first);

/** The entries that are meant, of which there are some. */
function runOf(window: SlidingWindow, from: number, to: number, isMeant: (item: string) => boolean): Run {
  let [count, first, last] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    if (!isMeant(window.itemAt(i))) continue;
    last = window.timeAt(i);
    if (count++ === 0) first = last;
  }
  return { count, first, last };
}

/** Entries of one port or one target. */
interface Run {
  count: number;
  readonly first: number;
  last: number;
}
