import { arpKind } from './arp-bindings-recorded';
import { authKind } from './auth-attempts-recorded';
import { dhcpKind } from './dhcp-messages-recorded';
import { dnsKind } from './dns-transactions-recorded';
import { exportFieldKind } from './export-fields-recorded';
import { exportKind } from './exporters-reported';
import { flowKind } from './flows-recorded';
import { httpKind } from './http-transactions-recorded';
import { icmpKind } from './icmp-echoes-recorded';
import type { RecordKindDefinition } from './record-kind';
import { evictionKind } from './state-evicted';
import { tlsKind } from './tls-handshakes-recorded';
import { trafficKind } from './traffic-sampled';

/** Kinds of records in catalogue order: the order of batches at a border, and of the digest. One line each; they keep their relative order. */
export const KINDS = [
  flowKind,
  dnsKind,
  httpKind,
  tlsKind,
  dhcpKind,
  arpKind,
  icmpKind,
  authKind,
  trafficKind,
  evictionKind,
  exportFieldKind,
  exportKind,
] as const;

type Definition = (typeof KINDS)[number];
export type RecordKind = Definition['name'];
export const RECORD_KINDS: readonly RecordKind[] = KINDS.map(({ name }) => name);

type ShapeOf<D> = D extends RecordKindDefinition<string, string, infer C> ? C : never;
/** Columns of each kind. */
export type ColumnsOf = { readonly [D in Definition as D['name']]: ShapeOf<D> };
type TypesOf = { readonly [D in Definition as D['name']]: D['type'] };

const byName = <V>(value: (definition: RecordKindDefinition) => V): Record<string, V> =>
  Object.fromEntries(KINDS.map((definition) => [definition.name, value(definition)]));

/** Event type of each kind. */
export const TELEMETRY_TYPES = byName(({ type }) => type) as TypesOf;
/** Definition of each kind. */
export const KIND_DEFINITIONS = byName((definition) => definition) as Readonly<
  Record<RecordKind, RecordKindDefinition>
>;
