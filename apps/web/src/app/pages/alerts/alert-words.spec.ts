import { activityTitle, CLOSE_CHOICES, SNOOZES, stateWords, undoWords } from './alert-words';

const when = () => '14:00';
const state = {
  status: 'open',
  assigneeName: null,
  snoozedUntil: null,
  escalated: false,
  closeReason: null,
  mergedInto: null,
};

describe('words about alerts', () => {
  it('say the state, the most telling one first', () => {
    expect(stateWords(state, when)).toBe('');
    expect(stateWords({ ...state, status: 'acknowledged', assigneeName: 'Ada' }, when)).toBe('Acknowledged · Ada');
    expect(stateWords({ ...state, status: 'acknowledged', escalated: true }, when)).toBe('Escalated');
    expect(stateWords({ ...state, snoozedUntil: '2999-01-01T00:00:00Z' }, when)).toBe('Snoozed until 14:00');
    expect(stateWords({ ...state, snoozedUntil: '2001-01-01T00:00:00Z' }, when)).toBe('');
    expect(stateWords({ ...state, status: 'closed', closeReason: 'falsePositive' }, when)).toBe(
      'Closed: False positive',
    );
    expect(stateWords({ ...state, status: 'closed', mergedInto: 'x' }, when)).toBe('Merged');
  });

  it('say what happened', () => {
    expect(activityTitle('raised', 'critical', when)).toBe('Raised as critical');
    expect(activityTitle('closed', 'benign', when)).toBe('Closed: Benign');
    expect(activityTitle('closed', '7b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d', when)).toBe('Merged into another alert');
    expect(activityTitle('snoozed', '2026-01-01T00:00:00Z', when)).toBe('Snoozed until 14:00');
    expect(activityTitle('assigned', null, when)).toBe('Assigned to nobody');
    expect(activityTitle('dreamt', null, when)).toBe('dreamt');
  });

  it('count', () => {
    expect(undoWords(1, 'closed')).toBe('1 alert closed');
    expect(undoWords(3, 'escalated')).toBe('3 alerts escalated');
  });

  it('give every choice of a menu a key of its own', () => {
    for (const menu of [CLOSE_CHOICES, SNOOZES]) expect(new Set(menu.map(({ key }) => key)).size).toBe(menu.length);
  });
});
