import { FILTER_LIMITS } from '@wireledger/filter';
import { MAX_BPF, MAX_SNAPLEN } from '@wireledger/capture/live';
import { z } from 'zod';

import { SensorName } from '../replay/replay-spec';

/** Interfaces that one capture may listen to. */
export const MOST_INTERFACES = 10;

const SNAPLEN_MEND = `give a number of bytes from 64 to ${MAX_SNAPLEN}`;

/** What a person asks for. */
export const LiveRequest = z
  .object({
    sensor: SensorName.default('live'),
    interfaces: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(
        MOST_INTERFACES,
        `a capture listens to at most ${MOST_INTERFACES} interfaces; start another one for the rest`,
      )
      .refine((names) => new Set(names).size === names.length, 'name each interface once'),
    /** Expression of pcap-filter(7), applied by the kernel. */
    bpf: z.string().trim().min(1).max(MAX_BPF).optional(),
    /** Expression of the filter language about packets, applied by the sensor. */
    filter: z.string().trim().min(1).max(FILTER_LIMITS.characters).optional(),
    /** Bytes kept of each packet. Below 64 not even the headers would be whole. */
    snaplen: z.number().int().min(64, SNAPLEN_MEND).max(MAX_SNAPLEN, SNAPLEN_MEND).optional(),
    promiscuous: z.boolean().default(true),
  })
  .refine(({ bpf, filter }) => bpf === undefined || filter === undefined, {
    path: ['filter'],
    message: 'give a filter of pcap-filter or one of the filter language, not both',
  });
export type LiveRequest = z.infer<typeof LiveRequest>;

/** A capture as it was settled at its start; kept on disk while a person wants it to run, so that a restart goes on with it. */
export interface LiveSpec extends LiveRequest {
  readonly source: string;
  readonly startedUs: number;
  /** Its beginning is recorded and its end is not: after a kill something of it is missing. */
  readonly begun?: boolean;
}
