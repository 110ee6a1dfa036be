import { readsMasked, type Subject } from '@wireledger/access';
import { maskingDecider, type MaskingMode, type MaskingSetting, PRIVACY_AREA } from '@wireledger/domain';
import { SettingChanged } from '@wireledger/events';
import { comparePositions, type Position, type RecordedEvent } from '@wireledger/event-sourcing';
import type { AddressForm } from '@wireledger/platform/masking';
import { SMALLEST_GROUP } from '@wireledger/read-models';

import { subjectOf, type Viewer } from '../access/viewer';

/** Types of events that the policy folds. */
export const MASKING_TYPES = ['domain.SettingChanged', 'domain.AddressesRevealed'] as const;

/** How long addresses and names stay shown after somebody asked for it. */
export const REVEAL_MS = 10 * 60_000;

/** The last word about a session: shown until then, ms since 1970 UTC, and where that stands in the log. */
interface Leave {
  readonly until: number;
  readonly position: Position;
}

/**
 * Who sees traffic masked, and in which form: whoever's role says so, and while a masking mode is on everybody else as well, but for sessions that were
 * given leave a short time ago. Folded from the log in memory.
 */
export class MaskingPolicy {
  private setting = maskingDecider.initial;
  private revision = -1n;
  private readonly leaves = new Map<string, Leave>();

  /** @param clock ms since 1970 UTC */
  constructor(private readonly clock: () => number) {}

  get mode(): MaskingMode {
    return this.setting.mode;
  }

  /** Changes of the mode so far. */
  get version(): number {
    return this.setting.version;
  }

  /** What becomes of addresses. While no mode is on: of those whose role masks them. */
  get form(): AddressForm {
    return this.mode === 'off' ? 'pseudonym' : this.mode;
  }

  /** Folds an event; one that was folded before changes nothing. */
  apply({ type, data, meta, revision, position }: RecordedEvent): void {
    if (type === 'domain.SettingChanged' && data.area === PRIVACY_AREA) {
      const event = { type, version: meta.sv, data } as unknown as ReturnType<typeof SettingChanged.create>;
      if (revision > this.revision) this.turn(maskingDecider.evolve(this.setting, event), revision);
    } else if (type === 'domain.AddressesRevealed' && typeof data.session === 'string')
      this.hear(data.session, { until: Number(data.until) / 1000, position }, false);
  }

  /** The setting as of a revision of its stream. */
  turn(setting: MaskingSetting, revision: bigint): void {
    if (revision <= this.revision) return;
    this.setting = setting;
    this.revision = revision;
  }

  /**
   * Leave of a session until then, ms since 1970 UTC; in the past = none. `position`: where that stands in the log. The word that stands there last
   * counts, whenever it is heard: whoever asks is answered before the log has brought what was said before.
   */
  give(session: string, until: number, position: Position): void {
    this.hear(session, { until, position }, true);
  }

  /** `early`: words from before it may come after it. */
  private hear(session: string, { until, position }: Leave, early: boolean): void {
    const now = this.clock();
    // A leave that is over is remembered for as long as a word from before it could still show something.
    for (const [other, leave] of this.leaves) if (leave.until + REVEAL_MS <= now) this.leaves.delete(other);
    const known = this.leaves.get(session);
    if (known ? comparePositions(position, known.position) <= 0 : until <= now && !early) return;
    this.leaves.set(session, { until: Math.max(until, now), position });
  }

  /** End of a session's leave, ms since 1970 UTC; null = it has none. */
  leaveOf(session: string | null): number | null {
    const until = session === null ? undefined : this.leaves.get(session)?.until;
    return until !== undefined && until > this.clock() ? until : null;
  }

  /** Whether somebody sees traffic masked; `session` null for tokens, which nobody gives leave to. */
  masksFor(subject: Subject, session: string | null): boolean {
    return readsMasked(subject) || (this.mode !== 'off' && this.leaveOf(session) === null);
  }

  /** Hosts that must stand behind what is grouped for somebody: while a mode is on, whoever is masked by his role is told nothing of fewer than five. */
  smallestFor(viewer: Viewer): number {
    return this.mode !== 'off' && readsMasked(subjectOf(viewer)) ? SMALLEST_GROUP : 0;
  }

  masks(viewer: Viewer): boolean {
    return this.masksFor(subjectOf(viewer), viewer.is === 'session' ? viewer.session : null);
  }
}
