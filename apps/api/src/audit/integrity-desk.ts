import { type EventLog, SEAL_STREAM, type SignedSeal, StreamNotFound } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';
import type { IntegrityStore, VerificationShape } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import type { HistoryCheck, Integrity, SealedStretch } from '../schema/integrity';
import type { HistoryBundles } from './history-bundles';
import type { PartyNames } from './party-names';

/** Where checks are kept, and who is told that there is a new one. */
export interface IntegrityPort {
  readonly store: Pick<IntegrityStore, 'ask' | 'latest' | 'sealing'>;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

const SHOWN_SEALS = 40;

/** What is known of the history's integrity, and the order to check it. */
export class IntegrityDesk {
  constructor(
    private readonly port: IntegrityPort,
    private readonly log: Pick<EventLog, 'readStream' | 'head'>,
    private readonly names: PartyNames,
    private readonly bundles: Pick<HistoryBundles, 'newest'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  async state(viewer: Viewer): Promise<Integrity> {
    const [head, seals, sealing, latest, bundle] = await Promise.all([
      this.log.head(),
      this.seals(),
      this.port.store.sealing(),
      this.port.store.latest(),
      this.bundles.newest(viewer),
    ]);
    return {
      head: head === 'start' ? null : head,
      seals,
      sealHash: sealing?.seal?.hash ?? null,
      key: sealing?.key ?? null,
      publicKey: sealing?.publicKey ?? null,
      anchors: (sealing?.anchors ?? []).map(({ at, ...anchor }) => ({
        ...anchor,
        at: at === null ? null : formatTime(at),
      })),
      lookedAt: sealing ? formatTime(sealing.at) : null,
      check: latest && this.shown(latest),
      bundle,
    };
  }

  /** A new check, or the one that is under way. */
  async verify(viewer: Viewer): Promise<HistoryCheck> {
    const check = await this.port.store.ask(actorOf(viewer), this.clock() * 1000);
    await this.port.ring(check.id);
    return this.shown(check);
  }

  private shown({
    id,
    askedBy,
    askedAt,
    state,
    position,
    events,
    tookMs,
    result,
    error,
  }: VerificationShape): HistoryCheck {
    return {
      ...{
        id,
        askedByName: this.names.of(askedBy),
        askedAt: formatTime(askedAt),
        state,
        position,
        events,
        tookMs,
        error,
      },
      ...{
        seals: result?.seals ?? 0,
        unsealed: result?.unsealed ?? 0,
        expired: result?.expired ?? 0,
        faults: result?.faults ?? [],
      },
    };
  }

  private async seals(): Promise<SealedStretch[]> {
    try {
      const { events } = await this.log.readStream({ stream: SEAL_STREAM, dir: 'back', limit: SHOWN_SEALS });
      return events
        .map(({ data }) => data as unknown as SignedSeal)
        .map(({ n, after, to, count, at }) => ({ n, after, to, count, at: formatTime(at) }))
        .reverse();
    } catch (error) {
      if (error instanceof StreamNotFound) return [];
      throw error;
    }
  }
}
