import { evidenceRecord } from '@wireledger/detectors/replay';
import { type EventLog, formatPosition, parsePosition, type Position } from '@wireledger/event-sourcing';
import type { EvidenceRecord, ObservedKind } from '@wireledger/events';
import type { FactPlace, FactPlaces, HuntMatch } from '@wireledger/read-models';

/** Records that a retro alert keeps. */
const MOST = 20;

/** Copies of the last records that name what was matched, out of the log, as long as it has them. */
export class RetroEvidence {
  constructor(
    private readonly log: Pick<EventLog, 'readAll'>,
    private readonly places: Pick<FactPlaces, 'of'>,
  ) {}

  /** Oldest first; none when the facts are gone. @throws what log and database throw */
  async of(kind: ObservedKind, { values, sensor, last }: Omit<HuntMatch, 'alert'>): Promise<EvidenceRecord[]> {
    const records: EvidenceRecord[] = [];
    for (const place of await this.places.of(kind, values, { sensor, last }, MOST)) {
      const record = await this.copy(place);
      if (record) records.push(record);
    }
    return records;
  }

  private async copy({ position, n }: FactPlace): Promise<EvidenceRecord | null> {
    const after = justBefore(position);
    if (after === null) return null;
    const { events } = await this.log.readAll({ after, filter: { types: ['telemetry.'] }, limit: 1 });
    const [event] = events;
    return event?.position === position ? evidenceRecord(event, n) : null;
  }
}

/** Null where positions are not counted: there no event can be read by its place alone. */
function justBefore(position: Position): Position | 'start' | null {
  if (!/^\d{19}$/.test(position)) return null;
  const number = parsePosition(position);
  return number <= 1n ? 'start' : formatPosition(number - 1n);
}
