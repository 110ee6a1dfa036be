import { EventCatalogue } from '../event-catalogue';
import type { EventLog } from '../event-log';
import { InMemorySubjectKeys, PersonalCodec, PersonalEventLog, type PersonalTable } from '../personal';

/** Texts of the contract's events, as if each belonged to one person. */
const TABLE: PersonalTable = new Map([
  ['domain.ThingHappened', ['text', 'a', 'value'].map((path) => ({ path, of: [() => 'user:contract'] }))],
]);

/** Logs whose texts are sealed, over raw ones, all with the same keys: the contract holds for them as for what is below. */
export function sealedLogs(): (log: EventLog) => EventLog {
  const keys = new InMemorySubjectKeys();
  return (log) => new PersonalEventLog(log, EventCatalogue.raw, new PersonalCodec(TABLE, keys));
}
