import { EventCatalogue } from '../event-catalogue';
import type { EventLog } from '../event-log';
import { addressUsedAnew, InMemorySubjectKeys, PersonalCodec, PersonalEventLog, type PersonalTable } from '../personal';

/** Texts of the contract's events, as if each belonged to one person and to whoever reads at one e-mail address. */
const TABLE: PersonalTable = new Map([
  [
    'domain.ThingHappened',
    ['text', 'a', 'value'].map((path) => ({
      path,
      of: [() => 'user:contract', () => addressUsedAnew('contract@example.org')],
    })),
  ],
]);

/** Logs whose texts are sealed, over raw ones, all with the same keys: the contract holds for them as for what is below. */
export function sealedLogs(): (log: EventLog) => EventLog {
  const keys = new InMemorySubjectKeys();
  return (log) => new PersonalEventLog(log, EventCatalogue.raw, new PersonalCodec(TABLE, keys));
}
