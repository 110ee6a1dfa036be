import { formatBytes, formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { HttpRow } from '../../graphql/generated/operations';
import { type FactSection, line, valueLine, wireLine } from '../facts/fact-lines';

const size = (bytes: number | null): string | null => (bytes === null ? null : formatBytes(bytes));

/** Everything that is known of a transaction, for a drawer. */
export function httpSections(fact: HttpRow): readonly FactSection[] {
  const cut = fact.target !== null && fact.targetLength > fact.target.length;
  return [
    {
      title: 'Request',
      lines: [
        ...(fact.method === null ? line('Method', 'not seen') : wireLine('Method', fact.method)),
        ...valueLine('Host', 'domain', fact.host),
        ...wireLine('Target', fact.target, true),
        ...(cut ? line('', `cut, ${formatCount(fact.targetLength)} bytes on the wire`) : []),
        ...valueLine('User agent', 'agent', fact.userAgent),
        ...wireLine('Referrer', fact.referrer),
        ...wireLine('Credentials', fact.auth),
        ...wireLine('Content type', fact.requestType),
        ...line('Content', size(fact.requestLength)),
        ...line('On its connection', `number ${formatCount(fact.order)}`),
        ...wireLine('Version', fact.version),
      ],
    },
    {
      title: 'Response',
      lines: [
        ...line('Status', fact.status === null ? 'no answer seen' : String(fact.status)),
        ...wireLine('Content type', fact.responseType),
        ...line('Content', size(fact.responseLength)),
        ...wireLine('Software', fact.serverSoftware),
        ...line('Gives away', fact.technologies.length > 0 ? fact.technologies.join(', ') : null),
        ...line('Answered in', fact.latencyMs === null ? null : formatDuration(fact.latencyMs / 1000)),
      ],
    },
  ];
}
