import { formatCount } from '../../format/numbers';
import { outcomeTone, outcomeWords, serviceName } from '../../format/outcomes';
import type { AuthRow } from '../../graphql/generated/operations';
import { type FactSection, line, valueLine, wireLine } from '../facts/fact-lines';

/** Everything that is known of an attempt, for a drawer. */
export function signInSections(fact: AuthRow): readonly FactSection[] {
  const likely = fact.outcome.startsWith('likely');
  return [
    {
      title: 'Attempt',
      lines: [
        ...line('Service', serviceName(fact.service)),
        ...valueLine('User', 'user', fact.user),
        { label: 'Outcome', text: outcomeWords(fact.outcome), tone: outcomeTone(fact.outcome) },
        ...(likely ? line('', 'told from the sizes of encrypted messages') : []),
        ...line('Attempts', formatCount(fact.count)),
        ...wireLine('By', fact.mechanism),
        ...line('Reply code', fact.code === null ? null : String(fact.code)),
        ...line('Secret', fact.cleartext ? 'crossed the wire readable; it is not kept' : 'not readable'),
      ],
    },
    {
      title: 'Software',
      lines: [...wireLine('Client', fact.clientSoftware), ...wireLine('Server', fact.serverSoftware)],
    },
  ].filter(({ lines }) => lines.length > 0);
}
