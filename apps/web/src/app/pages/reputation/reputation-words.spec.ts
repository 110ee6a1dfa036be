import { verdictOf } from './reputation-words';

it('says what a service thinks, with the score where it gives one', () => {
  expect(verdictOf('bad', 88)).toMatchObject({ text: 'bad, 88 of 100', look: 'fail' });
  expect(verdictOf('suspicious', null)).toMatchObject({ text: 'suspicious', look: 'caution' });
  expect(verdictOf('clean', 0)).toMatchObject({ text: 'clean, 0 of 100', look: 'ok' });
  expect(verdictOf('unknown', 0).text).toBe('no verdict');
  expect(verdictOf('of a later version', 3).text).toBe('no verdict');
});
