import { randomUUID } from 'node:crypto';
import { HistoryVerified, TOLD_IN_BUNDLES } from '@wireledger/events';
import {
  ACCEPT_HINT,
  againstAnchor,
  contradiction,
  type EventLog,
  lastSeal,
  offer,
  SEAL_STREAM,
  type SealKey,
  sealHash,
  sealOnce,
  type SignedSeal,
  StreamNotFound,
  type Verification,
  verifyLog,
  writeBundle,
} from '@wireledger/event-sourcing';
import type { AnchorFile, Logger } from '@wireledger/platform';
import type { IntegrityStore, SealingState } from '@wireledger/read-models';

/** Stretches that are sealed in one run when the log is far ahead; the next run goes on. */
const MAX_SEALS = 200;
const PAGE = 500;
const PROGRESS_MS = 500;

export interface IntegrityParts {
  /** Raw, without a catalogue: hashes are over the bytes as they were written. */
  readonly log: EventLog;
  readonly key: SealKey;
  readonly anchor: AnchorFile;
  readonly store: IntegrityStore;
  readonly logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** ms since 1970 UTC. */
  readonly clock?: () => number;
}

/** Seals the log, writes the seals down outside, and checks the history on demand. */
export class Integrity {
  private readonly clock: () => number;

  constructor(private readonly parts: IntegrityParts) {
    this.clock = parts.clock ?? Date.now;
  }

  /** @throws Error with cause and mend when the log contradicts what was written down outside: nothing is built on it before somebody accepts it */
  async assertNotOlder(): Promise<void> {
    const contradicted = contradiction(await againstAnchor(this.parts.log, this.parts.anchor.last()));
    if (contradicted !== '') throw new Error(`${contradicted}. ${ACCEPT_HINT}`);
  }

  /** The key that seals. */
  get key(): SealKey {
    return this.parts.key;
  }

  /** Number of the newest seal that was written down outside; -1 = none. */
  anchored(): number {
    return this.parts.anchor.last()?.n ?? -1;
  }

  /** The job `seal`. A lost race is as good as a seal of one's own. @throws transient failures */
  async seal(): Promise<void> {
    const { log, key, store } = this.parts;
    for (let i = 0; i < MAX_SEALS; i++) {
      const sealed = await sealOnce(log, key, this.clock() * 1000);
      if (sealed.is !== 'sealed' || !sealed.more) break;
    }
    const newest = await lastSeal(log);
    const anchor = await this.anchor(newest);
    await store.noteSealing({
      ...{ publicKey: key.publicPem, key: key.id, anchors: [anchor], at: this.clock() * 1000 },
      seal: newest && { n: newest.n, to: newest.to, hash: sealHash(newest), at: newest.at },
    });
  }

  /** The job `verify`. The outcome is a fact before it is shown. @throws transient failures, after which it is tried again */
  async verify(id: string, signal: AbortSignal): Promise<void> {
    const { log, key, store, anchor, logger } = this.parts;
    const claimed = await store.claim(id);
    if (!claimed) return;
    const began = performance.now();
    let told = 0;
    try {
      const result = await verifyLog(log, {
        publicKey: key.publicKey,
        anchors: anchor.read(),
        signal,
        onProgress: async (position, events) => {
          if (performance.now() - told < PROGRESS_MS) return;
          told = performance.now();
          await store.progress(claimed.claim, position, events);
        },
      });
      const tookMs = Math.round(performance.now() - began);
      await this.tell(id, claimed.askedBy, { ...result, tookMs });
      await store.finish(claimed.claim, result, tookMs);
      if (result.faults.length > 0) logger.error({ fault: result.faults[0] }, 'the history is NOT intact');
    } catch (error) {
      if (signal.aborted) throw error;
      await store.fail(claimed.claim, (error as Error).message);
      logger.error({ err: error }, 'the history could not be verified');
    }
  }

  /** The history up to this moment as a signed bundle, in the name of whoever asked for it. @throws transient failures */
  async *bundle(by: string): AsyncGenerator<{ readonly text: string; readonly lines: number }> {
    const { log, key } = this.parts;
    await this.seal();
    const whole = (type: string): boolean => TOLD_IN_BUNDLES.has(type);
    yield* writeBundle(log, key, { from: '', to: null, whole, by, at: this.clock() * 1000 });
  }

  private async tell(id: string, actor: string, said: Verification & { readonly tookMs: number }): Promise<void> {
    const { events, seals, sealedTo, head, tookMs, expired } = said;
    const faults = said.faults.map((fault) => ({ ...fault, detail: fault.detail.slice(0, 500) }));
    const event = HistoryVerified.create({ verification: id, events, seals, sealedTo, head, faults, tookMs, expired });
    const context = { actor, correlationId: id, causationId: id, at: this.clock() * 1000 };
    const request = { stream: 'verification-log', expected: 'any' as const, appendId: randomUUID() };
    const [result] = await this.parts.log.append([{ ...request, events: [offer(event, context)] }]);
    if (result?.status !== 'ok') throw new Error(`the outcome was not taken by the log: ${result?.status}`);
  }

  /** Writes down what is missing there; says so when the anchor and the log contradict each other. */
  private async anchor(newest: SignedSeal | null): Promise<SealingState['anchors'][number]> {
    const { anchor, logger } = this.parts;
    try {
      const last = anchor.last();
      const verdict = await againstAnchor(this.parts.log, last);
      const agrees = verdict.is === 'agrees';
      if (!agrees) {
        logger.error({ anchored: last?.n, sealed: newest?.n }, contradiction(verdict));
        return { name: 'file', seal: last?.n ?? null, at: last?.at ?? null, agrees, error: null };
      }
      const missing = newest ? await this.sealsAfter(last?.n ?? -1) : [];
      anchor.add(missing);
      const top = missing.at(-1) ?? last;
      return { name: 'file', seal: top?.n ?? null, at: top?.at ?? null, agrees, error: null };
    } catch (error) {
      logger.error({ err: error }, 'seals could not be written to the anchor file');
      return { name: 'file', seal: null, at: null, agrees: false, error: (error as Error).message.slice(0, 300) };
    }
  }

  private async sealsAfter(n: number): Promise<SignedSeal[]> {
    const seals: SignedSeal[] = [];
    for (;;) {
      const page = await this.page(seals.at(-1)?.n ?? n, PAGE);
      seals.push(...page);
      if (page.length < PAGE) return seals;
    }
  }

  private async page(after: number, limit: number): Promise<SignedSeal[]> {
    try {
      const from = after >= 0 ? { after: BigInt(after) } : {};
      const { events } = await this.parts.log.readStream({ stream: SEAL_STREAM, ...from, limit });
      return events.map(({ data }) => data as unknown as SignedSeal);
    } catch (error) {
      if (error instanceof StreamNotFound) return [];
      throw error;
    }
  }
}
