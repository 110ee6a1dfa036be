import type { z } from 'zod';

import { IntakeEvent } from './event-shape';

/** Why one event of a request is not taken: where it stands (from 0), which field, what is wrong with it and how to mend it. */
export interface EventFault {
  readonly index: number;
  /** `dns.query`; '' when the event as a whole is wrong. */
  readonly field: string;
  readonly cause: string;
  readonly mend: string;
}

/** How fields are written; the last part of a field's path is enough. */
const MENDS: Readonly<Record<string, string>> = {
  type: 'Write one of auth_failure, auth_success, flow, connection, dns, http, tls.',
  timestamp:
    'Write a time such as 2026-11-21T08:15:07.123456Z, at most 30 days old and 5 minutes ahead; or leave it out.',
  source_ip: 'Write an IPv4 or IPv6 address, such as 192.0.2.7.',
  dest_ip: 'Write an IPv4 or IPv6 address, such as 192.0.2.7.',
  duration_ms:
    'Write whole milliseconds, at most 86400000, from its first packet (`timestamp`) to its last, at most 5 minutes ahead; or leave it out.',
  source_port: 'Write a whole number from 0 to 65535, or leave it out.',
  dest_port: 'Write a whole number from 0 to 65535, or leave it out.',
  protocol: 'Write tcp, udp, icmp, icmp6 or sctp (of a flow also a number from 0 to 255).',
  'dns.type': 'Write a type such as A, AAAA, TXT or TYPE65.',
  rcode: 'Write a code such as NOERROR, NXDOMAIN or RCODE9, or leave it out when nothing answered.',
};

/** At most so many are told; the answer says how many there are. */
export const MOST_FAULTS = 100;

/** Looks at one event. Answers it, or what is wrong with it: one fault a field. */
export function readEvent(value: unknown, index: number): IntakeEvent | readonly EventFault[] {
  const result = IntakeEvent.safeParse(value);
  return result.success ? result.data : result.error.issues.map((issue) => faultOf(issue, index, value));
}

/** A fault that the shape alone does not show. */
export const eventFault = (index: number, field: string, cause: string): EventFault => ({
  ...{ index, field, cause },
  mend: mendOf(field.split('.'), 'Write it as docs/intake.md says.'),
});

function faultOf(issue: z.core.$ZodIssue, index: number, event: unknown): EventFault {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const field = [...path, ...issue.keys.slice(0, 1)].map(shown).join('.');
    return {
      index,
      field,
      cause: 'an event of this type has no such field',
      mend: 'Leave it out, or write its name right.',
    };
  }
  const field = path.map(shown).join('.');
  return {
    index,
    field,
    cause: isMissing(issue.path, event) ? 'it is missing' : causeOf(issue),
    mend: mendOf(path, 'Write it as docs/intake.md says, or leave it out.'),
  };
}

/** Names of fields come from whoever sends: short, and of printable ASCII. */
const shown = (name: string): string => name.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');

function mendOf(path: readonly string[], otherwise: string): string {
  const last = path.at(-1) ?? '';
  const two = path.slice(-2).join('.');
  if (Object.hasOwn(MENDS, two)) return MENDS[two] as string;
  return Object.hasOwn(MENDS, last) ? (MENDS[last] as string) : otherwise;
}

function causeOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it is no ${issue.expected}`;
    case 'too_big':
      return `it is greater or longer than ${String(issue.maximum)}`;
    case 'too_small':
      return `it is less or shorter than ${String(issue.minimum)}`;
    case 'invalid_union':
      return 'it is none that is known';
    case 'invalid_value':
      return `it is none of ${issue.values.map(String).join(', ')}`;
    default:
      return `it is ${issue.message}`;
  }
}

function isMissing(path: readonly PropertyKey[], event: unknown): boolean {
  const value = path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key) ? holder[key as never] : undefined,
    event,
  );
  return path.length > 0 && value === undefined;
}
