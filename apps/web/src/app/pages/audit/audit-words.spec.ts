import { actionWords, diffLines, eventWords, resultWords, shortHash } from './audit-words';

it.each([
  ['acknowledgeAlert', 'Acknowledge alert'],
  ['POST /api/auth/sign-in', 'Sign in'],
  ['POST /api/tokens/:id/revoke', 'POST tokens id revoke'],
])('%s → %s', (operation, words) => expect(actionWords(operation)).toBe(words));

it('a read says so', () => expect(actionWords('flowsOverTime', 'read')).toBe('Read flows over time'));

it('events, results and hashes are said in words', () => {
  expect(eventWords('domain.RoleGranted')).toBe('Role granted');
  expect(resultWords('refused')).toEqual({ label: 'Refused', icon: 'lock' });
  expect(resultWords('later').label).toBe('later');
  expect(shortHash('0123456789abcdef0123456789abcdef')).toBe('01234567…abcdef');
});

it('a comparison has every line of both sides', () => {
  expect(diffLines('{\n "a": 1\n}', null)).toEqual(['{', ' "a": 1', '}'].map((text) => ({ mark: '-', text })));
  expect(diffLines('1', '2')).toEqual([
    { mark: '-', text: '1' },
    { mark: '+', text: '2' },
  ]);
});
