import type { Permission } from '@wireledger/access';

import type { Demand } from '../access/allow';
import type { ActKind } from './act';

/** How much of an operation is audited; what is refused always is. */
export interface Policy {
  readonly kind: ActKind;
  /**
   * `announced`: a record before it begins and one when it is over; without the first it does not begin. `told`: one record before its answer
   * leaves; without it the answer stays here. `refusals`: nothing but refusals.
   */
  readonly record: 'announced' | 'told' | 'refusals';
}

/** Reading these is told: they show what people did, who they are, or what was in a packet. */
const SENSITIVE: ReadonlySet<Permission> = new Set<Permission>([
  ...(['audit.read', 'audit.verify', 'events.read', 'users.read'] as const),
  ...(['packets.meta', 'packets.payload', 'privacy.reveal'] as const),
]);

/** Files that leave: announced like a change, for the answer begins before it is known whether it ends. */
const LEAVES: ReadonlySet<Permission> = new Set<Permission>([
  'export.data',
  'packets.download',
  'audit.verify',
  'reports.read',
]);

/**
 * Each open tab renews its session every five minutes: the log would say nothing else. The end of a session is a fact of its own. Whoever sets out for the
 * provider, or asks where to sign out there, has not done anything yet.
 */
const QUIET: ReadonlySet<string> = new Set([
  ...['POST /api/auth/refresh', 'POST /api/auth/oidc/begin', 'POST /api/auth/oidc/sign-out'],
]);

const nounOf: Readonly<Record<string, string>> = {
  ...{ alerts: 'alert', rules: 'rule', sensors: 'sensor', users: 'user', tokens: 'token', sessions: 'session' },
  ...{ reports: 'report', events: 'event', lists: 'list', webhooks: 'webhook', views: 'view', packets: 'flow' },
  ...{ profile: 'account', flows: 'flow', pcap: 'capture' },
};

/** What needs the permission of people, and is about no person. */
const ON_ROLES: ReadonlySet<string> = new Set(['defineRole', 'changeRole', 'removeRole']);

/** Pieces of an upload: its beginning and its end are told, and each piece would say nothing else. */
const PIECES: ReadonlySet<string> = new Set(['PATCH /api/captures/uploads/:id']);

/** Noun for what an operation is about, from the resource of its permission. */
export function targetKind(demand: Demand, operation: string): string {
  if (demand.is === 'control') return 'host';
  if (demand.is === 'public') return 'account';
  if (demand.is === 'introspection') return 'api';
  if (ON_ROLES.has(operation)) return 'role';
  // Not a user: why somebody was erased is not sealed with his key.
  if (demand.permission === 'privacy.erase') return 'person';
  const resource = demand.permission.split('.')[0] ?? '';
  return nounOf[resource] ?? resource;
}

/** Batches and questions of sensors, and events of programs: each second of each of them would say nothing else. What is refused is told at their door. */
const SENSORS: ReadonlySet<string> = new Set(['POST /api/ingest', 'POST /api/ingest/tail', 'POST /api/events']);
/** A sensor is let in, or not. */
const ENROLMENT = 'POST /api/ingest/enrol';

/** @param door `Mutation`, `Query`, `Subscription`, or `POST /api/…` */
export function policyOf(door: string, demand: Demand): Policy {
  const permission = demand.is === 'permission' ? demand.permission : null;
  const [method = '', path = ''] = door.split(' ');
  if (method === 'Mutation') return { kind: 'change', record: 'announced' };
  if (SENSORS.has(door)) return { kind: 'change', record: 'refusals' };
  if (door === ENROLMENT) return { kind: 'signIn', record: 'told' };
  if (PIECES.has(door)) return { kind: 'change', record: 'refusals' };
  if (path !== '' && method !== 'GET' && method !== 'HEAD') {
    if (!path.startsWith('/api/auth/')) return { kind: 'change', record: 'announced' };
    return { kind: 'signIn', record: QUIET.has(door) ? 'refusals' : 'told' };
  }
  if (path !== '' && permission && LEAVES.has(permission)) return { kind: 'download', record: 'announced' };
  return { kind: 'read', record: permission && SENSITIVE.has(permission) ? 'told' : 'refusals' };
}
