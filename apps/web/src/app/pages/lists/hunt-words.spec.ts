import { causeOf, entriesOf, hostsOf, isUnderWay, outcomeOf } from './hunt-words';

const hunt = { cause: 'imported', state: 'done', progress: 1, looked: 1200, matched: 3, alerts: 2 };

it('tells what brought it about and what came of it', () => {
  expect(causeOf(hunt)).toBe('New version');
  expect(causeOf({ cause: 'later' })).toBe('later');
  expect(outcomeOf(hunt)).toBe('3 of 1,200 observed, 2 alerts');
  expect(outcomeOf({ ...hunt, alerts: 1 })).toBe('3 of 1,200 observed, 1 alert');
  expect(outcomeOf({ ...hunt, alerts: 0 })).toBe('3 of 1,200 observed');
  expect(outcomeOf({ ...hunt, state: 'held' })).toBe('held: 3 of 1,200 observed');
  expect(outcomeOf({ ...hunt, state: 'running', progress: 0.456 })).toBe('45 %, 3 observed so far');
  expect(['waiting', 'running', 'held', 'done'].map((state) => isUnderWay({ state }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('reads what is typed or pasted, each entry once', () => {
  expect(entriesOf(' bad.example, 198.51.100.0/24\nbad.example;\t2001:db8::1 ')).toEqual([
    ...['bad.example', '198.51.100.0/24', '2001:db8::1'],
  ]);
  expect(entriesOf(' \n')).toEqual([]);
  expect(hostsOf({ hosts: ['10.0.0.5', '10.0.0.6'], more: true })).toBe('10.0.0.5, 10.0.0.6 and others');
});
