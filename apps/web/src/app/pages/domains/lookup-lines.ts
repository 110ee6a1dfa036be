import { formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { DnsRow } from '../../graphql/generated/operations';
import { type FactSection, line, valueLine, wireLine } from '../facts/fact-lines';

/** Everything that is known of a lookup, for a drawer. */
export function lookupSections(fact: DnsRow): readonly FactSection[] {
  const left = fact.answerCount - fact.answers.length;
  const times = (count: number) => `${formatCount(count)} ${count === 1 ? 'time' : 'times'}`;
  return [
    {
      title: 'Question',
      lines: [
        ...valueLine('Name', 'domain', fact.name),
        ...wireLine('As written', fact.rawName, true),
        ...wireLine('Type', fact.qtype),
        ...wireLine('Protocol', fact.service),
        ...line('Sent', times(fact.queries)),
      ],
    },
    {
      title: 'Answer',
      lines: [
        ...(fact.rcode === null ? line('Code', 'no answer seen') : wireLine('Code', fact.rcode)),
        ...line('Answered in', fact.latencyMs === null ? null : formatDuration(fact.latencyMs / 1000)),
        ...line('Came', fact.responses === 0 ? null : times(fact.responses)),
        ...fact.answers.flatMap(({ type, ttl, data }) => [
          ...wireLine(type, data, true),
          ...line('', `for ${formatDuration(ttl)}`),
        ]),
        ...line('', left > 0 ? `${formatCount(left)} more records` : null),
      ],
    },
  ];
}
