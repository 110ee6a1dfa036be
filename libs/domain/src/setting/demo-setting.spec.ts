import { demoDecider } from './demo-setting';

describe('demo setting', () => {
  it('is shown until somebody hides it; the event says before and after', () => {
    const [event] = demoDecider.decide(demoDecider.initial, { type: 'show', shown: false });
    expect(event?.data).toEqual({ area: 'demo', before: { shown: true }, after: { shown: false } });
    expect(demoDecider.evolve(demoDecider.initial, event as NonNullable<typeof event>)).toEqual({ shown: false });
  });

  it('says nothing when it is so already', () => {
    expect(demoDecider.decide({ shown: true }, { type: 'show', shown: true })).toEqual([]);
  });
});
