import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { isInternal } from '../../records/addresses';
import { TCP } from '../../records/attempts';
import type { SlidingWindow } from '../../state/sliding-window';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';
import { chainIn, type Step } from './chain';

const parameters = z.strictObject({
  hosts: threshold('hosts that each of the chain reaches anew, at least', 1000),
  ports: z.array(z.number().int().min(0).max(65_535)).min(1).max(100).describe('TCP ports that hosts are governed by'),
  knownDays: z.number().positive().max(90).describe('a pair is new again after so many days'),
  pairs: threshold('pairs that are remembered, at most', 100_000),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;
/** A chain has no end of its own: one state for the network inside. */
const INSIDE = 'inside';
const DAY = 86_400_000_000;

/** A host takes over others, and those go on. */
export const lateralMovement = thresholdDetector<Parameters>({
  id: 'lateral-movement',
  version: 1,
  kind: 'lateral_movement',
  reads: ['flow'],
  parameters,
  measure: { name: 'new pairs in the chain', unit: 'pairs' },
  about: {
    title: 'Lateral movement',
    counts:
      'Pairs of hosts inside that exchanged payload over TCP on a port that hosts are governed by (SMB, RPC, remote desktop, WinRM, SSH), each once, at the last packet time of its earliest flow record: a pair that has been seen is not new for the days given.',
    algorithm:
      'A graph of new pairs for the whole network. Within one window a host must reach enough others, and one of those, afterwards, enough others again: a chain of two links. Evidence is the pairs of the chain and no others. Fires at the record that completes the second link.',
    source:
      'BZAR counts writes to administrative shares and remote execution within SMB and RPC; this is its shape without looking inside: who opens what anew, and who goes on from there.',
    limits:
      'A slow worm, one that goes on to fewer hosts, or over other ports, is missed. Without its first month of memory every pair is new. A network has one running alert of it: what belongs together is for people to say.',
    lookAlikes:
      'A server for administration reaches many hosts, but those do not go on; so do backup and inventory. A jump host that is itself reached by such a server, and configuration management in two tiers, look the same the first time.',
  },
  distinct: true,
  earliest: true,
  identity: (item) => item.slice(0, item.lastIndexOf(' ')),
  cap: ({ pairs }) => pairs,
  flowsWith: (p) => [{ facets: FACETS.tcp | FACETS.talked, on: p.ports }],
  read(record, p) {
    if (record.fact !== 'flow' || record.proto !== TCP || record.srcPayload === 0 || record.dstPayload === 0)
      return null;
    const { src, dst, dstPort, dLast, ref } = record;
    if (!p.ports.includes(dstPort) || src === dst || !isInternal(src) || !isInternal(dst)) return null;
    return { key: INSIDE, time: dLast, item: `${src} ${dst} ${dstPort}`, weight: 1, ref };
  },
  rememberUs: ({ knownDays }) => knownDays * DAY,
  reached: (pairs, _sum, p) => pairs >= 2 * p.hosts,
  part: (window, place, _key, p) => chainAround(window, place, p),
  parties(_key, item) {
    const [src = '', dst = '', port] = item.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => 2 * p.hosts,
  summary({ items, sources, targets, first, last }, _key, p) {
    const some = [...sources].slice(0, 3).join(', ');
    return `${count(sources.size)} hosts inside (first ${some}) reached ${count(targets.size)} others anew within ${span(last - first)}, one after the other: ${count(items.size)} new pairs on ports ${p.ports.join(', ')}; the threshold is a host that reaches ${p.hosts}, one of which reaches ${p.hosts} more, within ${span(p.windowS * 1e6)}.`;
  },
});

/** The chain that the new pair at `place` belongs to, within any window that holds it. */
function chainAround(window: SlidingWindow, place: number, { hosts, windowS: seconds }: Parameters) {
  const { times, items } = window;
  const windowUs = seconds * 1e6;
  const time = times[place] as number;
  if (!reaches(window, place, hosts, windowUs)) return null;
  for (let to = place; to < times.length && (times[to] as number) <= time + windowUs; to++) {
    const steps: Step[] = [];
    for (let i = to; i >= 0 && (times[i] as number) >= (times[to] as number) - windowUs; i--) {
      const [src = '', dst = ''] = (items[i] as string).split(' ', 2);
      steps.push({ place: i, src, dst, time: times[i] as number });
    }
    const chain = chainIn(steps, hosts);
    if (chain?.has(place)) return chain;
  }
  return null;
}

/** Whether whoever made the new pair has made enough of them at all: most have not, and need no look at the rest. */
function reaches(window: SlidingWindow, place: number, hosts: number, windowUs: number): boolean {
  const [item, time] = [window.itemAt(place), window.timeAt(place)];
  const src = item.slice(0, item.indexOf(' ') + 1);
  let made = 0;
  for (let i = place; i >= 0 && time - window.timeAt(i) <= windowUs; i--) if (window.itemAt(i).startsWith(src)) made++;
  for (let i = place + 1; i < window.size && window.timeAt(i) - time <= windowUs; i++)
    if (window.itemAt(i).startsWith(src)) made++;
  return made >= hosts;
}
