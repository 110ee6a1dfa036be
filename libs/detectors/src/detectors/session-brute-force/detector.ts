import { z } from 'zod';
import { END, TCP } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { type Entries, thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  sessions: threshold('short similar sessions, at least'),
  windowS,
  longestS: z.number().positive().max(600).describe('a session that lasted longer was no failed log-in, seconds'),
  ports: z.array(z.number().int().min(0).max(65_535)).min(1).max(100).describe('TCP ports where people log in'),
  spread: z.number().positive().max(1).describe('similar = payload each way within this share of the median'),
  share: z.number().min(0).max(1).describe('share of the sessions that must be similar'),
  severity,
});
type Parameters = z.infer<typeof parameters>;

/** Log-in after log-in, each short and like the others. */
export const sessionBruteForce = thresholdDetector<Parameters>({
  id: 'session-brute-force',
  version: 1,
  kind: 'brute_force',
  reads: ['flow'],
  parameters,
  measure: { name: 'similar sessions', unit: 'sessions' },
  about: {
    title: 'Brute force by short similar sessions',
    counts:
      'Ended TCP flows of one source, target and log-in port in which both sides sent payload, no longer than the limit; each at its last packet time.',
    algorithm:
      'Sliding window over sessions; then the payload of each direction is compared with the median: a guesser’s sessions are all alike, people’s are not.',
    source:
      'Slips brute_force_detector (9 attempts; a session without known success counts 1); works where the protocol is encrypted and no outcome can be read.',
    limits:
      'Whether a log-in failed is not known, only that nothing came of it. A guesser that pads its sessions is missed; so is one slower than the window.',
    lookAlikes:
      'Scripts that log in again and again and do the same each time (Ansible, rsync, git over SSH): suppress by source. A port scan exchanges no payload and is not counted.',
  },
  distinct: false,
  cap: ({ sessions }) => Math.max(256, sessions * 4),
  flowsWith: (p) => [{ facets: FACETS.ended | FACETS.tcp | FACETS.talked, on: p.ports }],
  read(record, p) {
    if (record.fact !== 'flow' || record.kind !== END || record.proto !== TCP) return null;
    const { src, dst, dstPort, srcPayload, dstPayload, first, last, ref } = record;
    if (srcPayload === 0 || dstPayload === 0 || !p.ports.includes(dstPort)) return null;
    if (last - first > p.longestS * 1e6) return null;
    return { key: `${src} ${dst} ${dstPort}`, time: last, item: `${srcPayload} ${dstPayload}`, weight: 1, ref };
  },
  reached: (sessions, _sum, p) => sessions >= p.sessions,
  confirm: (entries, _key, p) => (similar(entries, p) >= p.share ? p.severity : null),
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ count: sessions }) => sessions,
  threshold: (p) => p.sessions,
  summary({ count: sessions, first, last }, key, p) {
    const [src, dst, port] = key.split(' ');
    return `${src} began ${count(sessions)} short sessions with ${dst} port ${port} within ${span(last - first)}, all but alike in size; the threshold is ${count(p.sessions)} within ${p.windowS} s.`;
  },
});

/** Share of sessions whose payload is near the median both ways. */
function similar({ window, from, to }: Entries, { spread }: Parameters): number {
  const sizes = window.items.slice(from, to).map((item) => item.split(' ').map(Number) as [number, number]);
  const medians = [0, 1].map((way) => {
    const sorted = sizes.map((size) => size[way] as number).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] as number;
  });
  const near = sizes.filter((size) =>
    size.every((value, way) => Math.abs(value - (medians[way] as number)) <= spread * (medians[way] as number)),
  );
  return near.length / sizes.length;
}
