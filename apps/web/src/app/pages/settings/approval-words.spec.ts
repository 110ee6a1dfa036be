import { deedOf, detailsOf } from './approval-words';

it('says what is asked for in words, and by its name where it has none', () => {
  expect([deedOf({ operation: 'disableUser' }), deedOf({ operation: 'importCapture' })]).toEqual([
    'Disable a user',
    'importCapture',
  ]);
});

it.each([
  ['{"id":"x","role":"ADMIN"}', 'mara', ['user: mara', 'role: ADMIN']],
  ['{"id":"x"}', null, ['id: x']],
  ['{"name":"<b>eve</b>","scope":{"port":[53]}}', null, ['name: <b>eve</b>', 'scope: {"port":[53]}']],
  ['{"name":"cut…', null, ['{"name":"cut…']],
  ['7', null, ['7']],
])('%s about %s → %j', (what, aboutName, lines) => {
  expect(detailsOf({ what, aboutName, operation: 'grantRole' })).toEqual(lines);
});

it('says of a custom role that it is one', () => {
  const asked = { what: '{"id":"x","name":"Days"}', aboutName: 'Nights', operation: 'changeRole' };
  expect(detailsOf(asked)).toEqual(['role: Nights', 'name: Days']);
});
