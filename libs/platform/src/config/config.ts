import path from 'node:path';
import type { z } from 'zod';

import { isLoopbackHost } from './loopback-host';
import { type CollectLogsConfig, collectLogsOf, collectLogsProblems } from './collect-logs';
import { type OidcConfig, oidcConfigOf, oidcProblems } from './oidc-config';
import { type PacketStoreConfig, packetStoreConfigOf, packetStoreProblems } from './packet-store-config';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from './variables';

/** Validated configuration of a process. Empty text means "not set"; see `VARIABLES` for what that stands for. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** As set, without a slash at the end; '' when not set: then `publicUrlOf` derives it from the port in use. */
  readonly publicUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly eventLogUrl: string;
  readonly queueUrl: string;
  /** '' = no mail is sent. */
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** Private networks that may be called: addresses and prefixes. */
  readonly outboundAllow: readonly string[];
  /** Files of facts about addresses: absolute, '' = installed packages, `off` = none. */
  readonly geoipFile: string;
  readonly asnFile: string;
  /** Files with the keys of services that are asked what they think of addresses and names, and the folder of RDAP's registries: absolute, '' = not asked. */
  readonly reputation: Readonly<Record<'rdap' | 'whois' | 'abuseipdb' | 'virustotal' | 'otx', string>>;
  /** Certificate and key files, both absolute, or null. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Addresses and prefixes of trusted reverse proxies; `loopback` stands for itself. */
  readonly trustProxy: readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly logFormat: 'auto' | 'json' | 'text';
  /** Where a host command finds the system when it does not run here. */
  readonly url: string;
  readonly token: string;
  readonly controlToken: string;
  /** Whether the sensor process plays the demo. */
  readonly demo: boolean;
  /** Where the sensor's control door listens, and where the API finds it ('' = by run/system.json). */
  readonly sensorHost: string;
  readonly sensorPort: number;
  readonly sensorControlUrl: string;
  /** What the spool of each sensor name may hold on disk, bytes. */
  readonly spoolLimitBytes: number;
  /** What live captures listen with. */
  readonly captureWith: 'tcpdump' | 'pcap';
  /** Whether the sensor process works for a system on another machine. */
  readonly remoteSensor: boolean;
  /** Where such a sensor sends; '' = where it joined. */
  readonly ingestUrl: string;
  /** Its key: the text itself, else a file, absolute; '' = in the data folder. */
  readonly sensorKey: string;
  readonly sensorKeyFile: string;
  readonly packetStore: PacketStoreConfig;
  /** Where flow exports are collected from the start on, and whose; null = nowhere. */
  readonly collect: {
    readonly sensor: string;
    readonly host: string;
    readonly ports: number[];
    readonly allow: string[];
  } | null;
  /** Which logs of other programs are followed from the start on; null = none. Places are absolute. */
  readonly collectLogs: CollectLogsConfig | null;
  /** Absolute; '' = in the data folder. */
  readonly sealAnchorFile: string;
  /** null = nobody signs in by a provider. */
  readonly oidc: OidcConfig | null;
}

/** The configuration cannot be used: one line a problem, each with cause and mend. */
export class InvalidConfig extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InvalidConfig';
  }
}

type Values = { readonly [Name in VariableName]: z.output<(typeof VARIABLES)[Name]['schema']> };
type Environment = Readonly<Record<string, string | undefined>>;

function parseAll(env: Environment): { values: Values; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of VARIABLE_NAMES) {
    const { schema, fallback } = VARIABLES[name];
    const said = env[name]?.trim();
    const result = schema.safeParse(said === undefined || said === '' ? fallback : said);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} ${result.error.issues[0]?.message ?? 'is wrong'}. It is ${shown(name, said ?? '')}.`);
  }
  return { values: values as Values, problems };
}

/** What may be printed of a variable's text. */
function shown(name: VariableName, text: string): string {
  const { secret, credentials } = VARIABLES[name] as { secret?: boolean; credentials?: boolean };
  if (text === '') return 'empty';
  if (secret) return '***';
  return JSON.stringify(credentials ? maskCredentials(text) : text);
}

/** `postgres://user:secret@host/db` → `postgres://user:***@host/db`; also a password among the parameters. */
export const maskCredentials = (url: string): string =>
  url
    .replace(/^([a-z+]+:\/\/[^/?#@:]*):[^/?#]*@/i, '$1:***@')
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1***');

/**
 * Reads and checks the environment: the only place that does. Relative paths are taken from `cwd`.
 * @throws InvalidConfig with every problem found
 */
export function loadConfig(env: Environment = process.env, cwd: string = process.cwd()): Config {
  const { values, problems } = parseAll(env);
  if (problems.length > 0) throw new InvalidConfig(problems);
  const { HOST: host, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TRUST_PROXY: trustProxy } = values;
  if ((certFile === '') !== (keyFile === ''))
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.');
  if (!isLoopbackHost(host) && certFile === '' && trustProxy.length === 0)
    problems.push(
      `HOST is ${host}, which others on the network can reach, and traffic would pass in clear text. ` +
        'Set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY to the address of the reverse proxy in front, or HOST=127.0.0.1.',
    );
  problems.push(...oidcProblems(values), ...packetStoreProblems(values), ...collectLogsProblems(values));
  const { COLLECT_PORTS: collectPorts, COLLECT_HOST: collectHost } = values;
  if (collectPorts.length > 0 && !isLoopbackHost(collectHost) && values.COLLECT_ALLOW.length === 0)
    problems.push(
      `COLLECT_HOST is ${collectHost}, which others on the network can reach, and exports are not signed. ` +
        'Name the exporters in COLLECT_ALLOW, or set COLLECT_HOST=127.0.0.1.',
    );
  if (problems.length > 0) throw new InvalidConfig(problems);
  const absolute = (file: string) => path.resolve(cwd, file);
  const orNone = (file: string) => (file === '' ? '' : absolute(file));
  const factFile = (file: string) => (file === '' || file === 'off' ? file : absolute(file));
  return {
    port: values.PORT,
    host,
    publicUrl: values.PUBLIC_URL,
    dataDir: absolute(values.WIRELEDGER_DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    eventLogUrl: values.EVENT_LOG_URL,
    queueUrl: values.QUEUE_URL,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    outboundAllow: values.OUTBOUND_ALLOW,
    geoipFile: factFile(values.GEOIP_FILE),
    asnFile: factFile(values.ASN_FILE),
    reputation: {
      ...{ rdap: orNone(values.RDAP_FOLDER), whois: values.WHOIS_SERVER, abuseipdb: orNone(values.ABUSEIPDB_KEY_FILE) },
      ...{ virustotal: orNone(values.VIRUSTOTAL_KEY_FILE), otx: orNone(values.OTX_KEY_FILE) },
    },
    tls: certFile === '' ? null : { certFile: absolute(certFile), keyFile: absolute(keyFile) },
    trustProxy,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    url: values.WIRELEDGER_URL,
    token: values.WIRELEDGER_TOKEN,
    controlToken: values.WIRELEDGER_CONTROL_TOKEN,
    demo: values.WIRELEDGER_DEMO,
    sensorHost: values.SENSOR_HOST,
    sensorPort: values.SENSOR_PORT,
    sensorControlUrl: values.SENSOR_CONTROL_URL,
    spoolLimitBytes: values.SPOOL_LIMIT_MB * 1024 * 1024,
    captureWith: values.CAPTURE_WITH,
    remoteSensor: values.WIRELEDGER_REMOTE_SENSOR,
    ingestUrl: values.INGEST_URL,
    sensorKey: values.SENSOR_KEY,
    sensorKeyFile: values.SENSOR_KEY_FILE === '' ? '' : absolute(values.SENSOR_KEY_FILE),
    packetStore: packetStoreConfigOf(values, absolute),
    collect:
      collectPorts.length === 0
        ? null
        : { sensor: 'collect', host: collectHost, ports: collectPorts, allow: values.COLLECT_ALLOW },
    collectLogs: collectLogsOf(values, absolute),
    sealAnchorFile: values.SEAL_ANCHOR_FILE === '' ? '' : absolute(values.SEAL_ANCHOR_FILE),
    oidc: oidcConfigOf(values, absolute),
  };
}

/** Address that people use: PUBLIC_URL, else localhost with the port in use. */
export const publicUrlOf = (config: Pick<Config, 'publicUrl' | 'tls' | 'port'>, port = config.port): string =>
  config.publicUrl || `${config.tls ? 'https' : 'http'}://localhost:${port}`;

/** Text of `--print-config`: every variable with its value in force, secrets masked. @throws InvalidConfig */
export function printConfig(env: Environment = process.env, cwd: string = process.cwd()): string {
  loadConfig(env, cwd);
  return VARIABLE_NAMES.map((name) => {
    const said = env[name]?.trim();
    const text = said === undefined || said === '' ? VARIABLES[name].fallback : said;
    const value = text === '' ? '' : shown(name, text).replace(/^"(.*)"$/s, '$1');
    return `${name}=${value}${said === undefined || said === '' ? '  # default' : ''}`;
  }).join('\n');
}

/** Text of `--check-config`, and the exit code: 0 usable, 1 not. */
export function checkConfig(env: Environment = process.env, cwd: string = process.cwd()): [text: string, code: 0 | 1] {
  try {
    loadConfig(env, cwd);
    return ['configuration: ok', 0];
  } catch (error) {
    if (error instanceof InvalidConfig) return [error.message, 1];
    throw error;
  }
}
