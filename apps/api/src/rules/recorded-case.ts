import { kindsReadBy } from '@wireledger/detectors';
import { runnableRule } from '@wireledger/detectors/published';
import type { Rule } from '@wireledger/domain';
import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import { type EvidenceRecord, pcapStream } from '@wireledger/events';
import { asksForKept, asksForPlaces, KEPT_ELSEWHERE, readFilter } from '@wireledger/filter';
import { DomainError, parseTime } from '@wireledger/kernel';

import { storedCapture } from '../captures/stored-capture';
import type { KeepRangeAsCaseArgs } from '../schema/rule-cases';
import { recordsOf } from './recorded-records';

/** The last position of the log that was recorded by a moment, RFC 3339; null when there is none. */
export type PositionAt = (at: string) => Promise<string | null>;

/** Records of a test case, and the timeline that they are of. */
export interface RecordedCase {
  readonly scope: { readonly sensor: string; readonly timeline: string };
  readonly records: readonly EvidenceRecord[];
}

const SECOND_US = 1_000_000;
/** Records are written soon after they were made; what a sensor sends later than this is not looked for. */
const LATE_US = 600 * SECOND_US;

/** Records that people choose for a test case: of a capture of the library, or of a sensor within a time. */
export class RecordedCases {
  constructor(
    private readonly log: EventLog,
    private readonly positionAt: PositionAt,
  ) {}

  /** @throws DomainError BAD_USER_INPUT, BAD_FILTER, NOT_FOUND, RULE_CASE_UNFIT, RULE_CASE_TOO_BIG, LIMIT_EXCEEDED */
  async of(rule: Rule, args: KeepRangeAsCaseArgs): Promise<RecordedCase> {
    const kinds = kindsOf(rule);
    const filter = readFilter(args.filter, 'flow');
    if (filter && (asksForKept(filter) || asksForPlaces(filter)))
      throw new DomainError(
        'BAD_USER_INPUT',
        asksForKept(filter) ? KEPT_ELSEWHERE : 'A test case does not ask where addresses are: that changes with files.',
      );
    const [from, to] = [moment('from', args.from), moment('to', args.to)];
    if (from !== null && to !== null && from >= to)
      throw new DomainError('BAD_USER_INPUT', 'The range is empty: `from` must be before `to`.');
    const times = { fromUs: from ?? -Infinity, toUs: to ?? Infinity };
    const where = args.capture
      ? await this.inCapture(args.capture, args.sensor)
      : await this.atSensor(args.sensor, from, to);
    const { records, src } = await recordsOf(this.log, { kinds, filter, ...times, ...where.reading });
    if (records.length === 0)
      throw new DomainError('RULE_CASE_UNFIT', 'No record that the rule reads is there. Take another range or filter.');
    const cut = src.lastIndexOf('/');
    return { scope: { sensor: src.slice(0, cut), timeline: where.timeline ?? src.slice(cut + 1) }, records };
  }

  /** From the first time that its import was asked for, to the end of its source. */
  private async inCapture(sha256: string, sensor: string | null | undefined) {
    if (sensor) throw new DomainError('BAD_USER_INPUT', 'A capture is asked for alone, without `sensor`.');
    const { source } = await storedCapture(this.log, sha256);
    const { events } = await this.log.readStream({ stream: pcapStream(sha256), limit: 100 });
    const asked = events.find(({ type }) => type === 'domain.CaptureImportRequested');
    if (!asked) throw new DomainError('RULE_CASE_UNFIT', 'This capture was not imported, so it has no records yet.');
    return {
      timeline: null,
      reading: {
        after: asked.position,
        isOf: ({ meta }: RecordedEvent) => (meta.src ?? '').endsWith(`/${source}`),
        isPast: ({ type, data }: RecordedEvent) => type === 'domain.ReplayCompleted' && data.source === source,
      },
    };
  }

  private async atSensor(sensor: string | null | undefined, from: number | null, to: number | null) {
    if (!sensor || from === null || to === null)
      throw new DomainError('BAD_USER_INPUT', 'Name a `capture`, or a `sensor` with `from` and `to`.');
    const before = await this.positionAt(new Date(Math.floor((from - SECOND_US) / 1000)).toISOString());
    const after = (before ?? 'start') as Position | 'start';
    return {
      timeline: 'live',
      reading: {
        after,
        isOf: ({ meta: { src = '' } }: RecordedEvent) => src.slice(0, src.lastIndexOf('/')) === sensor,
        isPast: ({ recordedAt }: RecordedEvent) => recordedAt > to + LATE_US,
      },
    };
  }
}

/** What the newest version reads. @throws DomainError RULE_CASE_UNFIT when it reads no records */
function kindsOf({ id, versions }: Rule) {
  const definition = versions.at(-1);
  const kinds = definition ? kindsReadBy(runnableRule(id, versions.length, definition)) : [];
  if (kinds.length === 0) throw new DomainError('RULE_CASE_UNFIT', 'This rule reads alerts, not records.');
  return kinds;
}

/** µs. @throws DomainError BAD_USER_INPUT */
function moment(name: string, text: string | null | undefined): number | null {
  if (!text) return null;
  const us = parseTime(text);
  if (us === null)
    throw new DomainError('BAD_USER_INPUT', `\`${name}\` is not a time; write RFC 3339 such as 2026-11-21T08:15:00Z.`);
  return us;
}
