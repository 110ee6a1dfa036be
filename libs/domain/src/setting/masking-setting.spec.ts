import { SettingChanged } from '@wireledger/events';

import { MASKING_MODES, maskingDecider } from './masking-setting';

const { initial, decide, evolve } = maskingDecider;

describe('masking mode', () => {
  it('is off at first, and what it is set to', () => {
    let state = initial;
    for (const mode of [...MASKING_MODES.slice(1), 'off'] as const) {
      const { version } = state;
      const events = decide(state, { type: 'mask', mode, seen: version });
      expect(events.map(({ data }) => data)).toEqual([
        { area: 'privacy', before: { mode: state.mode }, after: { mode } },
      ]);
      state = events.reduce(evolve, state);
      expect(state).toEqual({ mode, version: version + 1 });
    }
  });

  it('is not set to what it is', () => expect(decide(initial, { type: 'mask', mode: 'off', seen: null })).toEqual([]));

  it.each(['truncate', 'prefix'] as const)('is not set to %s by who saw another version', (mode) => {
    const told = expect.objectContaining({ code: 'MASKING_CONFLICT', details: { version: 2 } }) as Error;
    expect(() => decide({ mode: 'prefix', version: 2 }, { type: 'mask', mode, seen: 1 })).toThrow(told);
  });

  it.each([{}, { mode: 'loud' }, { mode: 7 }])('stays as it is after an event that says %j', (after) => {
    const event = SettingChanged.create({ area: 'privacy', before: {}, after });
    expect(evolve({ mode: 'prefix', version: 4 }, event)).toEqual({ mode: 'prefix', version: 5 });
  });
});
