import path from 'node:path';

import { parseIp } from '@wireledger/kernel';
import { z } from 'zod';

import { SensorName } from '../replay/replay-spec';

/** Files and folders that one collector follows at most. */
export const MOST_PLACES = 16;

/** What can be followed: `queries` are logs of dnsmasq, BIND 9 or Unbound, told apart by their content. */
export const LOG_KINDS = ['zeek', 'eve', 'access', 'queries'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

const Place = z.object({
  kind: z.enum(LOG_KINDS),
  /** A file; of Zeek a folder as well. */
  path: z
    .string()
    .max(4096)
    .refine((name) => path.isAbsolute(name) && !name.includes('\0'), 'name files and folders from the root on'),
});
export type LogPlace = z.infer<typeof Place>;

/** What a person asks for. */
export const LogRequest = z.object({
  sensor: SensorName.default('logs'),
  places: z
    .array(Place)
    .min(1)
    .max(MOST_PLACES)
    .refine((places) => new Set(places.map((place) => place.path)).size === places.length, 'name each file once'),
  /** Address of the server whose access and query logs these are: the logs do not say it. */
  server: z
    .string()
    .refine((address) => parseIp(address) !== null, 'give the address of the server that writes these logs')
    .nullable()
    .default(null),
  /** Its port, 0 = not known. */
  serverPort: z.number().int().min(0).max(65_535).default(0),
});
export type LogRequest = z.infer<typeof LogRequest>;

/** A collector of logs as it was settled at its start; kept on disk until a person stops it. */
export interface LogSpec extends LogRequest {
  readonly source: string;
  readonly startedUs: number;
  /** Its beginning is recorded. */
  readonly begun?: boolean;
  /** The configuration asked for it, not a person. */
  readonly configured?: boolean;
  /** The source that it goes on behind: that one is over as soon as this one is kept. */
  readonly replaces?: string;
}

/** Characters of a place in an event. */
const MOST_SHOWN = 100;

/** What its events call the places that it follows; of a long path its end. */
export const placesOf = ({ places }: LogRequest): string[] =>
  places.map(({ kind, path: at }) => {
    const room = MOST_SHOWN - kind.length - 2;
    return at.length <= room ? `${kind} ${at}` : `${kind} …${at.slice(-room)}`;
  });
