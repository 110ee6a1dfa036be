import type { DnsTransaction } from '../schema/dns';
import type { Flow } from '../schema/flows';
import type { HttpTransaction } from '../schema/http';
import type { JsonSchema } from './route';

/** A fact in the shape that other tools know: one object for flows, lookups and HTTP requests. Times are packet times, RFC 3339 with six digits. */
export interface Canonical {
  readonly timestamp: string;
  readonly source_ip: string;
  readonly source_port: number | null;
  readonly dest_ip: string;
  readonly dest_port: number | null;
  readonly protocol: string;
  readonly domain: string | null;
  readonly http: {
    readonly method: string | null;
    readonly path: string | null;
    readonly status: number | null;
    readonly user_agent: string | null;
    readonly referer: string | null;
  } | null;
  readonly dns: {
    readonly query: string;
    readonly type: string;
    readonly rcode: string | null;
    readonly answers: readonly string[];
  } | null;
  /** Null: not looked up. */
  readonly geo: { readonly src_country: string | null; readonly dst_country: string | null } | null;
  readonly asn: { readonly src_asn: number | null } | null;
  readonly threat: { readonly intel_matches: readonly string[] } | null;
  readonly raw: { readonly collector: string; readonly raw_event_id: string };
}

const NOT_LOOKED_UP = { geo: null, asn: null, threat: null } as const;

export const canonicalFlow = (flow: Flow): Canonical => ({
  ...{
    timestamp: flow.start,
    source_ip: flow.src,
    source_port: flow.srcPort,
    dest_ip: flow.dst,
    dest_port: flow.dstPort,
  },
  ...{ protocol: flow.proto, domain: flow.domain, http: null, dns: null, ...NOT_LOOKED_UP },
  raw: { collector: flow.sensor, raw_event_id: flow.id },
});

export const canonicalDns = (lookup: DnsTransaction): Canonical => ({
  ...{ timestamp: lookup.time, source_ip: lookup.client, source_port: lookup.clientPort },
  ...{ dest_ip: lookup.server, dest_port: lookup.serverPort, protocol: lookup.service, domain: lookup.name },
  ...{ http: null, ...NOT_LOOKED_UP },
  dns: {
    ...{ query: lookup.name, type: lookup.qtype, rcode: lookup.rcode },
    answers: lookup.answers.map(({ data }) => data),
  },
  raw: { collector: lookup.sensor, raw_event_id: lookup.id },
});

export const canonicalHttp = (request: HttpTransaction): Canonical => ({
  ...{ timestamp: request.time, source_ip: request.client, source_port: request.clientPort },
  ...{ dest_ip: request.server, dest_port: request.serverPort, protocol: 'http', domain: request.host },
  ...{ dns: null, ...NOT_LOOKED_UP },
  http: {
    ...{ method: request.method, path: request.target, status: request.status },
    ...{ user_agent: request.userAgent, referer: request.referrer },
  },
  raw: { collector: request.sensor, raw_event_id: request.id },
});

const string = { type: 'string' } as const;
const maybe = (type: string) => ({ type: [type, 'null'] });
const object = (properties: Readonly<Record<string, object>>, description?: string) => ({
  ...{ type: 'object', required: Object.keys(properties), properties, additionalProperties: false },
  ...(description ? { description } : {}),
});
const orNull = (schema: object, description?: string) => ({
  anyOf: [schema, { type: 'null' }],
  ...(description ? { description } : {}),
});

/** The shape, in the document. */
export const canonicalEvent: JsonSchema = object(
  {
    timestamp: { type: 'string', format: 'date-time', description: 'Packet time: of a flow, of its first packet.' },
    ...{ source_ip: string, source_port: maybe('integer'), dest_ip: string, dest_port: maybe('integer') },
    protocol: { type: 'string', description: 'Transport protocol of a flow, service of a lookup, `http`.' },
    domain: maybe('string'),
    http: orNull(
      object({
        ...{ method: maybe('string'), path: maybe('string'), status: maybe('integer') },
        ...{ user_agent: maybe('string'), referer: maybe('string') },
      }),
    ),
    dns: orNull(
      object({ query: string, type: string, rcode: maybe('string'), answers: { type: 'array', items: string } }),
    ),
    geo: orNull(object({ src_country: maybe('string'), dst_country: maybe('string') }), 'Null: not looked up.'),
    asn: orNull(object({ src_asn: maybe('integer') }), 'Null: not looked up.'),
    threat: orNull(
      object({ intel_matches: { type: 'array', items: string } }),
      'Null: not looked up; alerts tell of matches.',
    ),
    raw: object({ collector: string, raw_event_id: string }),
  },
  'A flow, a lookup or an HTTP request.',
);

export const canonicalSchema: JsonSchema = { $ref: '#/components/schemas/CanonicalEvent' };
