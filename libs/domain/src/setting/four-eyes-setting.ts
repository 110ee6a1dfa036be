import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

export interface FourEyesSetting {
  /** Whether a second person confirms what the permission matrix marks `2`. */
  readonly required: boolean;
}

export type FourEyesCommand = { readonly type: 'require'; readonly required: boolean };

export const FOUR_EYES_AREA = 'foureyes';

/** The four-eyes policy; stream `setting-foureyes`. Off until somebody turns it on. */
export const fourEyesDecider: Decider<FourEyesSetting, FourEyesCommand, EventOf<typeof SettingChanged>> = {
  initial: { required: false },
  decide: ({ required }, command) =>
    required === command.required
      ? []
      : [SettingChanged.create({ area: FOUR_EYES_AREA, before: { required }, after: { required: command.required } })],
  evolve: (state, event) => ({
    required: typeof event.data.after.required === 'boolean' ? event.data.after.required : state.required,
  }),
};
export const FOUR_EYES_STREAM = `setting-${FOUR_EYES_AREA}`;
