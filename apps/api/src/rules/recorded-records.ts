import { setImmediate as turn } from 'node:timers/promises';

import { evidenceRecord } from '@wireledger/detectors/replay';
import { type EventLog, isSandbox, type Position, type RecordedEvent } from '@wireledger/event-sourcing';
import {
  type Batch,
  type EvidenceRecord,
  KIND_DEFINITIONS,
  MAX_EVIDENCE_BYTES,
  MAX_EVIDENCE_RECORDS,
  TELEMETRY_TYPES,
} from '@wireledger/events';
import { type Expression, type RowTest, toPredicate } from '@wireledger/filter';
import type { FlowAt } from '@wireledger/filter/rows';
import { DomainError } from '@wireledger/kernel';

import { FLOW_VALUES } from '../live/flow-values';

type Kind = EvidenceRecord['kind'];
type Columns = Readonly<Record<string, readonly (string | number)[]>>;

/** Which records of the log are meant. */
export interface RecordsWanted {
  /** Kinds that the rule reads. */
  readonly kinds: readonly Kind[];
  /** Where reading begins; exclusive. */
  readonly after: Position | 'start';
  /** Whether an event is of the sensor or capture that is meant. */
  readonly isOf: (event: RecordedEvent) => boolean;
  /** Whether nothing that is meant comes any more, from this event on. */
  readonly isPast: (event: RecordedEvent) => boolean;
  /** Packet time at which records were made, µs; `fromUs` inside, `toUs` outside. */
  readonly fromUs: number;
  readonly toUs: number;
  /** An expression about flows: their records, and what was said in them. Null: every record. */
  readonly filter: Expression | null;
}

export interface RecordsFound {
  /** In the order of the log. */
  readonly records: readonly EvidenceRecord[];
  /** `<sensor>/<source>` of the first of them; '' of none. */
  readonly src: string;
}

const PAGE = 16;
/** Batches that are read at most: two million records. */
const MOST_BATCHES = 4000;
/** Records that are remembered until it is known which flows are meant. */
const MOST_REMEMBERED = 20_000;
/** Event that ends a source. */
const ENDED = 'domain.ReplayCompleted';

interface Remembered {
  readonly event: RecordedEvent;
  readonly n: number;
  readonly kind: Kind;
  /** Flow, and the conversation that the record is of; '' where it is of none. */
  readonly flow: string;
  readonly conversation: string;
}

/**
 * Records as the log has them, all that are meant or none: a case with some of them would say something else.
 * @throws DomainError RULE_CASE_TOO_BIG when they are more than a case holds, LIMIT_EXCEEDED when too much would be read
 */
export async function recordsOf(log: Pick<EventLog, 'readAll'>, wanted: RecordsWanted): Promise<RecordsFound> {
  const choice = new Choice(wanted);
  const kinds = new Set<Kind>([...wanted.kinds, ...(wanted.filter ? (['flow'] as const) : [])]);
  const types = [...[...kinds].map((kind) => TELEMETRY_TYPES[kind]), ENDED];
  let batches = 0;
  for (let { after } = wanted; ;) {
    const page = await log.readAll({ after, filter: { types }, limit: PAGE });
    for (const event of page.events) {
      if (wanted.isPast(event)) return choice.made();
      if (event.type === ENDED || isSandbox(event.stream)) continue;
      if (++batches > MOST_BATCHES) throw tooMuch();
      if (wanted.isOf(event)) choice.look(event);
    }
    if (page.end) return choice.made();
    after = page.next;
    // Others have their turn between two pages.
    await turn();
  }
}

const tooMuch = (): DomainError =>
  new DomainError('LIMIT_EXCEEDED', 'More would have to be read than is read for one test case. Take a shorter range.');
const tooMany = (): DomainError =>
  new DomainError(
    'RULE_CASE_TOO_BIG',
    `A test case has ${MAX_EVIDENCE_RECORDS} records and ${MAX_EVIDENCE_BYTES / 1024} KiB at most, and more are meant. Take a shorter range, or a filter that lets fewer flows pass.`,
  );

const KIND_OF: ReadonlyMap<string, Kind> = new Map(
  Object.values(KIND_DEFINITIONS).map(({ name, type }) => [type, name as Kind]),
);

/** What was looked at, until all is known that decides. */
class Choice {
  private readonly remembered: Remembered[] = [];
  private readonly flows = new Set<string>();
  private readonly conversations = new Set<string>();
  private readonly passes: RowTest<FlowAt> | null;

  constructor(private readonly wanted: RecordsWanted) {
    this.passes = wanted.filter && toPredicate(wanted.filter, FLOW_VALUES);
  }

  look(event: RecordedEvent): void {
    const kind = KIND_OF.get(event.type);
    if (kind === undefined) return;
    const { n: records, t0, cols } = event.data as unknown as Batch;
    const columns = cols as unknown as Columns;
    const [src, { fromUs, toUs }] = [event.meta.src ?? '', this.wanted];
    const sensor = src.slice(0, Math.max(0, src.lastIndexOf('/')));
    for (let n = 0; n < records; n++) {
      const at = t0 + ((columns.at?.[n] as number | undefined) ?? 0);
      if (at < fromUs || at >= toUs) continue;
      const flow = kind === 'flow' ? `${src} ${columns.flow?.[n] ?? ''}` : '';
      const conversation = conversationOf(kind, columns, n);
      if (kind === 'flow' && this.passes?.({ cols: columns as unknown as FlowAt['cols'], t0, n, sensor })) {
        this.flows.add(flow);
        this.conversations.add(`${src} ${conversation}`);
      }
      if (!this.wanted.kinds.includes(kind)) continue;
      if (this.remembered.length >= (this.passes ? MOST_REMEMBERED : MAX_EVIDENCE_RECORDS))
        throw this.passes ? tooMuch() : tooMany();
      this.remembered.push({ event, n, kind, flow, conversation: `${src} ${conversation}` });
    }
  }

  made(): RecordsFound {
    const meant = this.passes
      ? this.remembered.filter(({ kind, flow, conversation }) =>
          kind === 'flow' ? this.flows.has(flow) : this.conversations.has(conversation),
        )
      : this.remembered;
    if (meant.length > MAX_EVIDENCE_RECORDS) throw tooMany();
    const records = meant.flatMap(({ event, n }) => evidenceRecord(event, n) ?? []);
    return { records, src: meant[0]?.event.meta.src ?? '' };
  }
}

/** Both ends of a conversation, whoever began it; '' of records that are of none. */
function conversationOf(kind: Kind, columns: Columns, n: number): string {
  const { ends } = KIND_DEFINITIONS[kind];
  if (!ends) return '';
  const end = (address: string, port: string) => `${columns[address]?.[n] ?? ''} ${columns[port]?.[n] ?? 0}`;
  const both = [end(ends.src, ends.srcPort), end(ends.dst, ends.dstPort)].sort();
  return `${columns.proto?.[n] ?? ''} ${both.join(' ')}`;
}
