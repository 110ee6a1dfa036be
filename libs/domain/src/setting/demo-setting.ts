import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

export interface DemoSetting {
  /** Whether the demo runs and is seen. */
  readonly shown: boolean;
}

export type DemoCommand = { readonly type: 'show'; readonly shown: boolean };

/** Whether the living demo is shown; stream `setting-demo`. Shown until somebody hides it. */
export const demoDecider: Decider<DemoSetting, DemoCommand, EventOf<typeof SettingChanged>> = {
  initial: { shown: true },
  decide: ({ shown }, command) =>
    shown === command.shown
      ? []
      : [SettingChanged.create({ area: 'demo', before: { shown }, after: { shown: command.shown } })],
  evolve: (state, event) => ({
    shown: typeof event.data.after.shown === 'boolean' ? event.data.after.shown : state.shown,
  }),
};
export const DEMO_STREAM = 'setting-demo';
