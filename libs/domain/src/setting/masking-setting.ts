import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** What becomes of addresses for those who see traffic masked; `off`: only those are masked whose role says so, by keyed pseudonyms. */
export const MASKING_MODES = ['off', 'truncate', 'pseudonym', 'prefix'] as const;
export type MaskingMode = (typeof MASKING_MODES)[number];

export interface MaskingSetting {
  readonly mode: MaskingMode;
  /** Changes so far. */
  readonly version: number;
}

/** `seen`: version on which the decision rests, null = whatever it is. */
export type MaskingCommand = { readonly type: 'mask'; readonly mode: MaskingMode; readonly seen: number | null };

export const PRIVACY_AREA = 'privacy';
export const PRIVACY_STREAM = `setting-${PRIVACY_AREA}`;

const modeIn = (value: unknown): MaskingMode | undefined => MASKING_MODES.find((mode) => mode === value);

/** The masking mode; stream `setting-privacy`, whose revisions are its versions. Off until somebody turns it on. */
export const maskingDecider: Decider<MaskingSetting, MaskingCommand, EventOf<typeof SettingChanged>> = {
  initial: { mode: 'off', version: 0 },
  /** @throws DomainError MASKING_CONFLICT with the version that there is now */
  decide: ({ mode, version }, command) => {
    if (command.seen !== null && command.seen !== version)
      throw new DomainError('MASKING_CONFLICT', 'Somebody else changed the mode meanwhile. Look at it, then decide.', {
        version,
      });
    if (mode === command.mode) return [];
    return [SettingChanged.create({ area: PRIVACY_AREA, before: { mode }, after: { mode: command.mode } })];
  },
  evolve: ({ mode, version }, event) => ({ mode: modeIn(event.data.after.mode) ?? mode, version: version + 1 }),
};
