import { fourEyesDecider } from './four-eyes-setting';

it('is off until somebody turns it on, and says so once', () => {
  const [event, ...more] = fourEyesDecider.decide(fourEyesDecider.initial, { type: 'require', required: true });
  expect([event?.data, more]).toEqual([
    { area: 'foureyes', before: { required: false }, after: { required: true } },
    [],
  ]);
  const on = fourEyesDecider.evolve(fourEyesDecider.initial, event as NonNullable<typeof event>);
  expect(on).toEqual({ required: true });
  expect(fourEyesDecider.decide(on, { type: 'require', required: true })).toEqual([]);
});
