import path from 'node:path';
import { parseArgs } from 'node:util';

import { UsageError } from '../replay/replay-args';

export const COLLECT_USAGE = `usage: wireledger collect [--netflow PORT…] [--sflow PORT…] [--host ADDRESS] [--allow PREFIX…] [--sensor NAME] [--detach] [--json]
       wireledger collect [--zeek FOLDER|FILE…] [--eve FILE…] [--access FILE…] [--queries FILE…] [--server ADDRESS[:PORT]] [--sensor NAME] [--detach] [--json]
       wireledger collect --list [--json]
       wireledger collect --stop SOURCE

Collects flow exports on UDP: NetFlow v5, v9 and IPFIX (usually 2055, 4739), sFlow v5 (6343). Beyond loopback --allow names the exporters.
Or follows logs: of Zeek (TSV, JSON), Suricata's eve.json, access logs of web servers, query logs of dnsmasq, BIND 9 and Unbound; --server is the address of
the server that writes access and query logs.`;

/** What a person wants of collectors. */
export type CollectArgs =
  | {
      readonly does: 'start';
      readonly request: {
        readonly ports: readonly number[];
        readonly allow: readonly string[];
        readonly host?: string;
        readonly sensor?: string;
      };
      /** Leave it running and return. */
      readonly detach: boolean;
      readonly json: boolean;
    }
  | {
      readonly does: 'follow';
      readonly request: {
        readonly places: readonly { readonly kind: string; readonly path: string }[];
        readonly server?: string;
        readonly serverPort?: number;
        readonly sensor?: string;
      };
      readonly detach: boolean;
      readonly json: boolean;
    }
  | { readonly does: 'list'; readonly json: boolean }
  | { readonly does: 'stop'; readonly source: string };

/** Options that name logs. */
const KINDS = ['zeek', 'eve', 'access', 'queries'] as const;

const OPTIONS = {
  netflow: { type: 'string', multiple: true },
  sflow: { type: 'string', multiple: true },
  host: { type: 'string' },
  allow: { type: 'string', multiple: true },
  zeek: { type: 'string', multiple: true },
  eve: { type: 'string', multiple: true },
  access: { type: 'string', multiple: true },
  queries: { type: 'string', multiple: true },
  server: { type: 'string' },
  sensor: { type: 'string' },
  detach: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  stop: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What is asked for; the sensor itself judges addresses and prefixes. @throws UsageError */
export function parseCollectArgs(argv: readonly string[]): CollectArgs {
  const { values } = parsed(argv);
  const { host, sensor, json, detach } = values;
  const ports = [...portsOf('--netflow', values.netflow), ...portsOf('--sflow', values.sflow)];
  const places = KINDS.flatMap((kind) => (values[kind] ?? []).map((name) => ({ kind, path: path.resolve(name) })));
  const ways = [values.list, values.stop !== undefined, ports.length > 0, places.length > 0].filter(Boolean).length;
  if (ways !== 1)
    throw new UsageError(
      'give ports with --netflow and --sflow, or logs with --zeek, --eve, --access and --queries, or one of --list and --stop',
    );
  if (values.server !== undefined && places.length === 0) throw new UsageError('--server belongs to logs');
  if ((host !== undefined || values.allow) && places.length > 0)
    throw new UsageError('--host and --allow belong to ports');
  if (values.list) return { does: 'list', json };
  if (values.stop !== undefined) return { does: 'stop', source: values.stop };
  if (places.length > 0) {
    const of = {
      ...(values.server === undefined ? {} : serverOf(values.server)),
      ...(sensor === undefined ? {} : { sensor }),
    };
    return { does: 'follow', request: { places, ...of }, detach, json };
  }
  const request = {
    ...{ ports, allow: parts(values.allow) },
    ...(host === undefined ? {} : { host }),
    ...(sensor === undefined ? {} : { sensor }),
  };
  return { does: 'start', request, detach, json };
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`. */
function serverOf(text: string): { readonly server: string; readonly serverPort?: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  if (!match) return { server: text.replace(/^\[(.*)\]$/, '$1') };
  return { server: (match[1] ?? match[2]) as string, serverPort: Number(match[3]) };
}

const parts = (values: readonly string[] | undefined): string[] =>
  (values ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');

function portsOf(option: string, values: readonly string[] | undefined): number[] {
  return parts(values).map((text) => {
    if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 65_535)
      throw new UsageError(`${option} ${text}: give a UDP port from 1 to 65535`);
    return Number(text);
  });
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
