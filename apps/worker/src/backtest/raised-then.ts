import { graver } from '@wireledger/domain';
import type { AlertChange, AlertKind } from '@wireledger/detectors';
import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import { AlertRaised, AlertRecurred, RETRO_HUNT } from '@wireledger/events';

import type { Finding } from './findings';

type Raised = ReturnType<typeof AlertRaised.create>['data'];
type Grown = ReturnType<typeof AlertRecurred.create>['data'];

const TYPES = [AlertRaised.type, AlertRecurred.type];
const PAGE = 500;
/** Who judges is not waited for that was farther behind, µs. */
const MOST_BEHIND_US = 86_400_000_000;

/** Which alerts are asked for. */
export interface RaisedOf {
  readonly rule: string;
  /** Where reading begins: at or before the first fact of the range. */
  readonly after: Position | 'start';
  /** End of the range, µs of recording. */
  readonly toUs: number;
  /** Alerts that are kept, the first ones. */
  readonly most: number;
}

/** An alert as it was raised, and what made it grow; `cause` is the id of the event that was judged last. */
interface Candidate {
  readonly cause: string;
  readonly raised: Raised;
  readonly growth: { readonly cause: string; readonly grown: Grown }[];
}

/**
 * Alerts of a rule that were really raised, whichever of its versions judged. An alert belongs to a range when the event that raised it – the batch that was
 * judged last – was recorded there, not when the alert was: whoever judged may have been behind, by a day at most. It has grown by what was recorded there as
 * well. What looking back raised is left out: no rule judged it.
 */
export class RaisedThen {
  private readonly candidates = new Map<string, Candidate>();
  private readonly causes = new Set<string>();
  /** Those of the causes that lie in the range, and when they were recorded. */
  private readonly seen = new Map<string, number>();
  private left = false;

  private constructor(private readonly of: RaisedOf) {}

  /** @throws what the log throws */
  static async read(log: Pick<EventLog, 'readAll'>, of: RaisedOf): Promise<RaisedThen> {
    const found = new RaisedThen(of);
    for (let { after } = of; ;) {
      const page = await log.readAll({ after, filter: { types: TYPES }, limit: PAGE });
      for (const event of page.events) {
        if (event.recordedAt >= of.toUs + MOST_BEHIND_US) return found;
        found.take(event);
      }
      if (page.end) return found;
      after = page.next;
    }
  }

  /** The versions that judged. */
  get versions(): readonly number[] {
    return [...new Set([...this.candidates.values()].map(({ raised }) => raised.rule.version))];
  }

  /** There were more alerts than are kept. */
  get full(): boolean {
    return this.left;
  }

  /** An event of the range, as it is judged. */
  see({ id, recordedAt }: Pick<RecordedEvent, 'id' | 'recordedAt'>): void {
    if (this.causes.has(id)) this.seen.set(id, recordedAt);
  }

  /** Those that were raised by what was seen so far, in the order in which they were. */
  list(): readonly Finding[] {
    return [...this.candidates.values()].flatMap(({ cause, raised, growth }) => {
      const recordedAt = this.seen.get(cause);
      if (recordedAt === undefined) return [];
      return [
        findingOf(
          raised,
          recordedAt,
          growth.flatMap((one) => (this.seen.has(one.cause) ? [one.grown] : [])),
        ),
      ];
    });
  }

  private take({ type, data, meta, recordedAt }: RecordedEvent): void {
    const cause = meta.$causationId;
    if (type === AlertRecurred.type) {
      const grown = data as unknown as Grown;
      const candidate = this.candidates.get(grown.alert);
      if (!candidate) return;
      candidate.growth.push({ cause, grown });
      this.causes.add(cause);
      return;
    }
    const raised = data as unknown as Raised;
    if (raised.rule.id !== this.of.rule || raised.detector.name === RETRO_HUNT) return;
    if (this.candidates.size >= this.of.most) {
      this.left ||= recordedAt < this.of.toUs;
      return;
    }
    this.candidates.set(raised.alert, { cause, raised, growth: [] });
    this.causes.add(cause);
  }
}

/** What the log says of an alert, in the words of what detectors say. */
function findingOf(raised: Raised, recordedAt: number, growth: readonly Grown[]): Finding {
  const now = growth.at(-1) ?? raised;
  const severity = growth.reduce((gravest, grown) => graver(gravest, grown.severity), raised.severity);
  const { value, threshold, ...measure } = now.measure ?? { name: '', unit: '', value: 0, threshold: 0 };
  const alert: AlertChange = {
    ...{ change: growth.length > 0 ? 'recurred' : 'raised', id: raised.alert, kind: raised.kind as AlertKind },
    ...{ rule: raised.rule.id, version: raised.rule.version, late: raised.late, baseline: raised.baseline },
    ...{ detector: raised.detector.name, detectorVersion: raised.detector.version, measure, value, threshold },
    ...{ entity: raised.entity, src: raised.src, dst: raised.dst, dport: raised.dport },
    ...{ severity, step: 0, start: raised.first, first: now.first, last: now.last, summary: now.summary },
    ...{ sources: [], targets: [], evidence: [] },
  };
  return { scope: raised.scope, alert, evidence: [], recordedAt };
}
