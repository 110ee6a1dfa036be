import { MAX_TIMEOUT } from '@wireledger/flows';
import { z } from 'zod';

/** Names become stream names: lower case, digits and hyphens, at most 32 characters. */
export const SensorName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    'a sensor name is 1 to 32 lower-case letters, digits and hyphens, the first one no hyphen',
  );

const timeout = z.number().min(1).max(MAX_TIMEOUT).optional();

/** What a person asks for. */
export const ReplayRequest = z.object({
  file: z.string().min(1).max(4096),
  sensor: SensorName.default('replay'),
  speed: z.union([z.literal('max'), z.number().positive().max(10_000)]).default('max'),
  timestamps: z.enum(['original', 'now']).default('original'),
  /** Only with `now` at 1×: this offset (s) into the capture is now. */
  fromS: z.number().min(0).max(31_536_000).default(0),
  /** Longest silence that `original` pacing waits through, s. */
  maxGapS: z.number().min(0).max(86_400).default(60),
  /** Its packets go into the packet store as well, as far as that is on. */
  storePackets: z.boolean().optional(),
  /** Seconds of silence after which a flow ends, where they are not the flow table's own. */
  timeouts: z.object({ tcp: timeout, unansweredSyn: timeout, udp: timeout, icmp: timeout }).optional(),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** A replay as it was settled at its start; kept on disk until it ends so that a restart goes on with exactly this. */
export interface ReplaySpec extends ReplayRequest {
  readonly source: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly packets: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Added to every packet time, chosen once. */
  readonly shiftUs: number;
  /** Seconds of virtual time a batch may span: 1 up to 10×, else 60. */
  readonly cut: 1 | 60;
  readonly startedUs: number;
  /** Of imports alone: what the file is called by the person who gave it. An import may be stopped and goes on where it was. */
  readonly imports?: string;
  /** Why an import stands still until a person lets it go on. */
  readonly held?: string;
}

/** Constant `cut` of a replay (design: 1 s for live, demo and ≤ 10×; 60 s for `max` and faster). */
export const cutFor = (speed: ReplayRequest['speed']): 1 | 60 => (speed !== 'max' && speed <= 10 ? 1 : 60);

/** The one constant shift: at 1× the packet at `fromS` becomes now, at other speeds the last packet does. */
export function shiftFor(request: ReplayRequest, firstUs: number, lastUs: number, nowUs: number): number {
  if (request.timestamps === 'original') return 0;
  return request.speed === 1 ? nowUs - (firstUs + request.fromS * 1e6) : nowUs - lastUs;
}
