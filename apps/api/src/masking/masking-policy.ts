import { readsMasked, type Subject } from '@wireledger/access';
import { maskingDecider, type MaskingMode, type MaskingSetting, PRIVACY_AREA } from '@wireledger/domain';
import { SettingChanged } from '@wireledger/events';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { AddressForm } from '@wireledger/platform/masking';
import { SMALLEST_GROUP } from '@wireledger/read-models';

import { subjectOf, type Viewer } from '../access/viewer';

/** Types of events that the policy folds. */
export const MASKING_TYPES = ['domain.SettingChanged', 'domain.AddressesRevealed'] as const;

/**
 * Who sees traffic masked, and in which form: whoever's role says so, and while a masking mode is on everybody else as well, but for sessions that were
 * given leave a short time ago. Folded from the log in memory.
 */
export class MaskingPolicy {
  private setting = maskingDecider.initial;
  private revision = -1n;
  /** Session → end of its leave, ms since 1970 UTC. */
  private readonly leaves = new Map<string, number>();

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
  apply({ type, data, meta, revision }: RecordedEvent): void {
    if (type === 'domain.SettingChanged' && data.area === PRIVACY_AREA) {
      const event = { type, version: meta.sv, data } as unknown as ReturnType<typeof SettingChanged.create>;
      if (revision > this.revision) this.turn(maskingDecider.evolve(this.setting, event), revision);
    } else if (type === 'domain.AddressesRevealed' && typeof data.session === 'string')
      this.give(data.session, Number(data.until) / 1000);
  }

  /** The setting as of a revision of its stream. */
  turn(setting: MaskingSetting, revision: bigint): void {
    if (revision <= this.revision) return;
    this.setting = setting;
    this.revision = revision;
  }

  /** Leave of a session until then, ms since 1970 UTC; in the past = none. The last word counts. */
  give(session: string, until: number): void {
    const now = this.clock();
    for (const [other, end] of this.leaves) if (end <= now) this.leaves.delete(other);
    if (until > now) this.leaves.set(session, until);
    else this.leaves.delete(session);
  }

  /** End of a session's leave, ms since 1970 UTC; null = it has none. */
  leaveOf(session: string | null): number | null {
    const until = session === null ? undefined : this.leaves.get(session);
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
