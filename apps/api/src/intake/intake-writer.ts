import { type EventLog, InvalidAppend } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { batchId } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';

import { ALONE, BatchPlan, type Place } from './batch-plan';
import { CLAIM_MS, type IntakeKeys, type Verdict } from './intake-keys';
import { type IntakeAsk, IntakeQueue } from './intake-queue';
import { INTAKE_SENSOR, IntakeSource } from './intake-source';

/** Ids of records one after the other in a batch: `batch#from` and so on. */
export type IdRun = readonly [batch: string, from: number, count: number];

/** What was written. */
export interface Taken {
  readonly ids: readonly IdRun[];
  /** When, ms since 1970 UTC. */
  readonly at: number;
  /** Written before, for the same key: this is what was answered then. */
  readonly repeated: boolean;
}

export interface WriterParts {
  readonly log: EventLog;
  readonly keys: IntakeKeys;
  /** Where the id of the last source of this process is kept. */
  readonly file: string;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
  readonly logger: Pick<Logger, 'error'>;
}

interface Waiting extends IntakeAsk {
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: unknown) => void;
}
interface Planned {
  readonly one: Waiting;
  readonly places: readonly Place[];
}

const CLOSE_MS = 2000;

/** The only writer of this process's intake: what came while the log wrote the group before is written together, in the order in which it came. */
export class IntakeWriter {
  private source: IntakeSource | null = null;
  private readonly queue = new IntakeQueue<Waiting>();
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly parts: WriterParts) {}

  /** Resolves when the log has it for good. @throws DomainError TOO_LARGE, INTAKE_AWAY, BUSY, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_PENDING */
  take(ask: IntakeAsk): Promise<Taken> {
    if (this.closed) return Promise.reject(away());
    if (!this.queue.takes(ask)) return Promise.reject(busy());
    if (new BatchPlan().add(ask, ALONE) === null) return Promise.reject(tooLarge());
    return new Promise((resolve, reject) => {
      this.queue.push({ ...ask, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Takes no more, writes what waits, and tells that the source is over. Bounded in time. */
  async close(): Promise<void> {
    this.closed = true;
    const over = (async () => {
      await this.running;
      await this.source?.end(this.parts.clock() * 1000, 'shutdown');
    })().catch((error: unknown) => this.parts.logger.error({ err: error }, 'the end of the intake was not recorded'));
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // what comes in the same turn goes together
    while (!this.queue.isEmpty) await this.write(this.queue.next());
    this.running = null;
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    const replaces = new Map<Waiting, string | null>();
    try {
      await this.tell(await this.unknown(group, replaces), replaces);
    } catch (error) {
      this.failed(group, error);
    }
  }

  /** Writes what was judged, and answers all of it but what has to wait for its turn again. */
  private async tell(group: readonly Waiting[], replaces: Map<Waiting, string | null>): Promise<void> {
    if (group.length === 0) return;
    const left = new Set(group);
    try {
      await this.append(left, replaces);
    } catch (error) {
      // What was numbered may be in the log or not, and is where keys point to: the next group begins a source of its own.
      this.source = null;
      // One of them is at fault. Their keys are claimed by now, so none is judged again.
      if (error instanceof InvalidAppend && left.size > 1) for (const one of left) await this.tell([one], replaces);
      else this.failed([...left], error);
    }
  }

  private failed(group: readonly Waiting[], error: unknown): void {
    this.parts.logger.error({ err: error, requests: group.length }, 'events that came in by HTTP were not taken');
    const told = error instanceof InvalidAppend ? new DomainError('EVENTS_INVALID', error.message) : away();
    for (const { reject } of group) reject(told);
  }

  /** Answers those whose key is known, and gives back the others. */
  private async unknown(group: readonly Waiting[], replaces: Map<Waiting, string | null>): Promise<Waiting[]> {
    const keyed = group.flatMap((one) => (one.keyed ? [{ one, keyed: one.keyed }] : []));
    const verdicts = await this.parts.keys.judge(keyed.map((each) => each.keyed));
    const answered = new Set<Waiting>();
    for (const [i, { one }] of keyed.entries()) {
      const verdict = verdicts[i] as Verdict | DomainError;
      if (!(verdict instanceof DomainError) && 'replaces' in verdict) {
        replaces.set(one, verdict.replaces);
        continue;
      }
      answered.add(one);
      if (verdict instanceof DomainError) one.reject(verdict);
      else one.resolve({ ...(JSON.parse(verdict.answer) as Pick<Taken, 'ids' | 'at'>), repeated: true });
    }
    return group.filter((one) => !answered.has(one));
  }

  private async append(left: Set<Waiting>, replaces: Map<Waiting, string | null>): Promise<void> {
    const { log, clock } = this.parts;
    const source = await this.begun();
    const at = clock();
    const beginBy = performance.now() + CLAIM_MS;
    const place = source.place(at * 1000);
    const first = source.numbers.batches + 1;
    const { plan, planned } = await this.claimed(left, replaces, (places) => {
      const ids = runsOf(places, (batch) => batchId(source.id, first + batch));
      const [[batch]] = places as [Place];
      return {
        stream: place.stream,
        revision: String(place.next + BigInt(batch)),
        batch: batchId(source.id, first + batch),
        answer: JSON.stringify({ ids, at }),
      };
    });
    if (planned.length === 0) return;
    const events = plan.events({ sensor: INTAKE_SENSOR, source: source.id, at: place.at }, source.numbers);
    const { stream, expected } = place;
    const [result] = await log.append([
      { stream, expected, appendId: (events[0] as { id: string }).id, events, beginBy },
    ]);
    if (result?.status !== 'ok') throw new Error(`the log answers ${result?.status ?? 'nothing'} to ${stream}`);
    source.wrote(result.revision);
    const idOf = (batch: number) => (events[batch] as { id: string }).id;
    for (const { one, places } of planned) one.resolve({ ids: runsOf(places, idOf), at, repeated: false });
  }

  /** Plans what is left, and claims the keys in it: whose key another process has claimed meanwhile leaves, and waits for its turn again. */
  private async claimed(
    left: Set<Waiting>,
    replaces: Map<Waiting, string | null>,
    placeOf: (places: readonly Place[]) => { stream: string; revision: string; batch: string; answer: string },
  ): Promise<{ readonly plan: BatchPlan; readonly planned: readonly Planned[] }> {
    for (;;) {
      const plan = new BatchPlan();
      const planned = [...left].map((one) => ({ one, places: plan.add(one, ALONE) as readonly Place[] }));
      const claims = planned.flatMap(({ one, places }) =>
        one.keyed ? [{ one, ...one.keyed, ...placeOf(places), replaces: replaces.get(one) ?? null }] : [],
      );
      const ours = await this.parts.keys.claim(claims.map(({ one: _one, ...claim }) => claim));
      for (const [i, { one, batch }] of claims.entries()) if (ours[i]) replaces.set(one, batch);
      const lost = claims.flatMap(({ one }, i) => (ours[i] ? [] : [one]));
      if (lost.length === 0) return { plan, planned };
      for (const one of lost) left.delete(one);
      this.queue.putBack(lost);
    }
  }

  /** The source that is written to; a new one after a failure. */
  private async begun(): Promise<IntakeSource> {
    if (this.source) return this.source;
    const source = new IntakeSource(this.parts.log, this.parts.file);
    await source.begin(this.parts.clock() * 1000);
    this.source = source;
    return source;
  }
}

/** Ids of a request's events, in their order. */
function runsOf(places: readonly Place[], idOf: (batch: number) => string): IdRun[] {
  const runs: [string, number, number][] = [];
  let last: Place | null = null;
  for (const place of places) {
    const run = runs.at(-1);
    if (run && last && last[0] === place[0] && place[1] === last[1] + 1) run[2]++;
    else runs.push([idOf(place[0]), place[1], 1]);
    last = place;
  }
  return runs;
}

const away = () =>
  new DomainError(
    'INTAKE_AWAY',
    'The event log does not take it at this moment. Send it again; with an Idempotency-Key nothing is recorded twice.',
    { retryAfterSeconds: 1 },
  );
const busy = () =>
  new DomainError('BUSY', 'More events come than can be written. Send it again a little later.', {
    retryAfterSeconds: 1,
  });
const tooLarge = () => new DomainError('TOO_LARGE', 'This is more than is written at once. Send it in parts.');
