import type { Role } from '@wireledger/access';
import { SECURITY_AREA, securityDecider, type SecuritySetting } from '@wireledger/domain';
import { SettingChanged } from '@wireledger/events';
import type { RecordedEvent } from '@wireledger/event-sourcing';

/** Types of events that the policy folds. */
export const SECURITY_TYPES = ['domain.SettingChanged'] as const;

const MINUTE_MS = 60_000;

/** How long a session may be silent, and how old it may be. */
export interface Lifetimes {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** The security settings that are in force, folded from the log in memory. Asked at the moment of use, never kept: a change acts at once, in every process. */
export class SecurityPolicy {
  private setting = securityDecider.initial;
  private revision = -1n;

  get now(): SecuritySetting {
    return this.setting;
  }

  /** Of sessions of people in a role. */
  lifetimes(role: Role): Lifetimes {
    const { idleMinutes, adminIdleMinutes, absoluteHours } = this.setting;
    return {
      idleMs: (role === 'ADMIN' ? adminIdleMinutes : idleMinutes) * MINUTE_MS,
      absoluteMs: absoluteHours * 60 * MINUTE_MS,
    };
  }

  /** How long a fresh second factor counts as fresh. */
  get stepUpMs(): number {
    return this.setting.stepUpSeconds * 1000;
  }

  /** Longest wait after wrong passwords and codes. */
  get longestWaitMs(): number {
    return this.setting.longestWaitMinutes * MINUTE_MS;
  }

  /** Folds an event; one that was folded before changes nothing. */
  apply({ type, data, meta, revision }: RecordedEvent): void {
    if (type !== 'domain.SettingChanged' || data.area !== SECURITY_AREA) return;
    const event = { type, version: meta.sv, data } as unknown as ReturnType<typeof SettingChanged.create>;
    if (revision > this.revision) this.turn(securityDecider.evolve(this.setting, event), revision);
  }

  /** The settings as of a revision of their stream. */
  turn(setting: SecuritySetting, revision: bigint): void {
    if (revision <= this.revision) return;
    this.setting = setting;
    this.revision = revision;
  }
}
