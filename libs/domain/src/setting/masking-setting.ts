import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

/** What becomes of addresses for those who see traffic masked; `off`: only those are masked whose role says so, by keyed pseudonyms. */
export const MASKING_MODES = ['off', 'truncate', 'pseudonym', 'prefix'] as const;
export type MaskingMode = (typeof MASKING_MODES)[number];

export interface MaskingSetting {
  readonly mode: MaskingMode;
}

export type MaskingCommand = { readonly type: 'mask'; readonly mode: MaskingMode };

export const PRIVACY_AREA = 'privacy';
export const PRIVACY_STREAM = `setting-${PRIVACY_AREA}`;

const modeIn = (value: unknown): MaskingMode | undefined => MASKING_MODES.find((mode) => mode === value);

/** The masking mode; stream `setting-privacy`. Off until somebody turns it on. */
export const maskingDecider: Decider<MaskingSetting, MaskingCommand, EventOf<typeof SettingChanged>> = {
  initial: { mode: 'off' },
  decide: ({ mode }, command) =>
    mode === command.mode
      ? []
      : [SettingChanged.create({ area: PRIVACY_AREA, before: { mode }, after: { mode: command.mode } })],
  evolve: (state, event) => ({ mode: modeIn(event.data.after.mode) ?? state.mode }),
};
