import { parseIp } from '@wireledger/kernel';
import { z } from 'zod';

import { variable } from './variable';

/** Files, folders and patterns in one variable, and in all of them: what one collector follows at most. */
const MOST_PLACES = 16;
const MAX_PATH = 4096;

/** Kinds of logs by their variable. */
const KINDS = {
  COLLECT_ZEEK: 'zeek',
  COLLECT_EVE: 'eve',
  COLLECT_ACCESS: 'access',
  COLLECT_QUERIES: 'queries',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

const places = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
  .refine(
    (parts) => parts.length <= MOST_PLACES && parts.every((part) => part.length <= MAX_PATH && !part.includes('\0')),
    `must be a comma-separated list of at most ${MOST_PLACES} paths`,
  )
  .refine(
    (parts) => parts.every((part) => !/[*?]/.test(part.slice(0, part.lastIndexOf('/') + 1))),
    'may have * and ? in names of files only, not of folders',
  );
const SERVER = /^(?:\[([0-9a-fA-F:.]+)\](?::(\d{1,5}))?|([0-9.]+)(?::(\d{1,5}))?|([0-9a-fA-F:.]+))$/;

/** Logs of other programs that the sensor follows from its start on. */
export const COLLECT_LOG_VARIABLES = {
  COLLECT_ZEEK: variable({
    schema: places,
    fallback: '',
    doc: 'Logs of Zeek that the sensor follows from its start on: files, folders, names with * and ?, such as /opt/zeek/logs/current. Empty = none.',
  }),
  COLLECT_EVE: variable({
    schema: places,
    fallback: '',
    doc: "Suricata's logs that are followed from the start on, such as /var/log/suricata/eve.json.",
  }),
  COLLECT_ACCESS: variable({
    schema: places,
    fallback: '',
    doc: 'Access logs of Apache and nginx that are followed from the start on, such as /var/log/nginx/*access.log.',
  }),
  COLLECT_QUERIES: variable({
    schema: places,
    fallback: '',
    doc: 'Query logs of dnsmasq, BIND 9 and Unbound that are followed from the start on.',
  }),
  COLLECT_SERVER: variable({
    schema: z
      .string()
      .refine(
        (text) => text === '' || serverOf(text) !== null,
        'must look like 192.0.2.80, 192.0.2.80:443 or [2001:db8::80]:443',
      ),
    fallback: '',
    doc: 'Address of the server whose logs COLLECT_ACCESS and COLLECT_QUERIES name: they do not say it. Empty = not known.',
  }),
};

/** Which logs the sensor follows from its start on, and whose. */
export interface CollectLogsConfig {
  readonly sensor: string;
  readonly places: readonly { readonly kind: Kind; readonly path: string }[];
  readonly server: string | null;
  /** 0 = not known. */
  readonly serverPort: number;
}

type Values = Readonly<Record<keyof typeof KINDS, readonly string[]>> & { readonly COLLECT_SERVER: string };

/** What cannot be: more places than one collector follows, or one of two kinds. */
export function collectLogsProblems(values: Values): string[] {
  const all = Object.keys(KINDS).flatMap((name) => values[name as keyof typeof KINDS]);
  const twice = all.find((one, i) => all.indexOf(one) !== i);
  return [
    ...(all.length > MOST_PLACES
      ? [
          `${Object.keys(KINDS).join(', ')} name ${all.length} places together. Name at most ${MOST_PLACES}: a folder or a pattern counts as one.`,
        ]
      : []),
    ...(twice === undefined ? [] : [`${twice} is named by two of ${Object.keys(KINDS).join(', ')}. Name it once.`]),
  ];
}

/** null = none. `absolute`: a path from the root on. */
export function collectLogsOf(values: Values, absolute: (file: string) => string): CollectLogsConfig | null {
  const found = Object.entries(KINDS).flatMap(([name, kind]) =>
    values[name as keyof typeof KINDS].map((one) => ({ kind, path: absolute(one) })),
  );
  const server = values.COLLECT_SERVER === '' ? null : serverOf(values.COLLECT_SERVER);
  if (found.length === 0) return null;
  return { sensor: 'logs', places: found, server: server?.address ?? null, serverPort: server?.port ?? 0 };
}

function serverOf(text: string): { readonly address: string; readonly port: number } | null {
  const match = SERVER.exec(text);
  const address = match?.[1] ?? match?.[3] ?? match?.[5] ?? '';
  const port = Number(match?.[2] ?? match?.[4] ?? 0);
  return parseIp(address) !== null && port <= 65_535 ? { address, port } : null;
}
