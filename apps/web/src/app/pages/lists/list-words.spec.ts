import { changeOf, doneOf, stateOf } from './list-words';

describe('words about lists', () => {
  it.each([
    ['ListReverted', '2', 'Rolled back, version 2'],
    ['ListPaused', null, 'Paused'],
    ['IndicatorAdded', 'bad.example', 'Entry added'],
    ['ListDreamt', null, 'ListDreamt'],
  ])('%s of %j', (action, subject, text) => expect(doneOf({ action, subject })).toBe(text));

  it('tells what a version changed, and whether it is in force', () => {
    expect(changeOf({ version: 3, added: 1200, removed: 5 })).toMatch(/^\+1.200 −5$/);
    expect(changeOf({ version: null, added: 0, removed: 0 })).toBe('–');
    expect(stateOf({ paused: true, version: 1, byHand: 0 }).text).toBe('Paused');
    expect(stateOf({ paused: false, version: null, byHand: 0 }).text).toBe('Empty');
    expect(stateOf({ paused: false, version: null, byHand: 1 }).text).toBe('In force');
  });
});
