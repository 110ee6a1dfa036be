import { SettingChanged } from '@wireledger/events';

import { PACKET_STORAGE_MODES, packetStorageDecider } from './packet-storage-setting';

const { initial, decide, evolve } = packetStorageDecider;

describe('packet storage', () => {
  it('is off until somebody turns it on', () => {
    let state = initial;
    expect(state).toEqual({ mode: 'off' });
    for (const mode of [...PACKET_STORAGE_MODES.slice(1), 'off'] as const) {
      const events = decide(state, { type: 'store', mode });
      expect(events.map(({ data }) => data)).toEqual([
        { area: 'packets', before: { mode: state.mode }, after: { mode } },
      ]);
      state = events.reduce(evolve, state);
      expect(state).toEqual({ mode });
    }
  });

  it('is not set to what it is', () => expect(decide(initial, { type: 'store', mode: 'off' })).toEqual([]));

  it.each([{}, { mode: 'all' }, { mode: 7 }])('stays as it is after an event that says %j', (after) => {
    const event = SettingChanged.create({ area: 'packets', before: {}, after });
    expect(evolve({ mode: 'headers' }, event)).toEqual({ mode: 'headers' });
  });
});
