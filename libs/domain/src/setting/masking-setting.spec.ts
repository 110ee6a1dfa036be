import { SettingChanged } from '@wireledger/events';

import { MASKING_MODES, maskingDecider } from './masking-setting';

const { initial, decide, evolve } = maskingDecider;

describe('masking mode', () => {
  it('is off at first, and what it is set to', () => {
    let state = initial;
    for (const mode of [...MASKING_MODES.slice(1), 'off'] as const) {
      const events = decide(state, { type: 'mask', mode });
      expect(events.map(({ data }) => data)).toEqual([
        { area: 'privacy', before: { mode: state.mode }, after: { mode } },
      ]);
      state = events.reduce(evolve, state);
      expect(state).toEqual({ mode });
    }
  });

  it('is not set to what it is', () => expect(decide(initial, { type: 'mask', mode: 'off' })).toEqual([]));

  it.each([{}, { mode: 'loud' }, { mode: 7 }])('stays as it is after an event that says %j', (after) => {
    const event = SettingChanged.create({ area: 'privacy', before: {}, after });
    expect(evolve({ mode: 'prefix' }, event)).toEqual({ mode: 'prefix' });
  });
});
