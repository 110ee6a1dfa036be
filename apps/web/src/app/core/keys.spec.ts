import { type KeyBinding, chordOf, conflicts } from './keys';

const press = (key: string, more: Partial<KeyboardEvent> = {}): string =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const binding = (keys: string, overrides = false): KeyBinding => ({
  keys,
  label: keys,
  group: 'This page',
  run: () => undefined,
  overrides,
});

describe('keys', () => {
  it('names presses as the registry does', () => {
    expect(press('g')).toBe('g');
    expect(press('Z', { shiftKey: true })).toBe('Shift+Z');
    expect(press('k', { ctrlKey: true })).toBe('Ctrl+K');
    expect(press('k', { metaKey: true })).toBe('Ctrl+K');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press(' ')).toBe('Space');
    expect(press('Shift', { shiftKey: true })).toBe('');
  });

  it('finds two owners of one key unless one says so', () => {
    expect(conflicts([binding('j'), binding('k')])).toEqual([]);
    expect(conflicts([binding('j'), binding('j')])).toEqual(['j']);
    expect(conflicts([binding('Space'), binding('Space', true)])).toEqual([]);
    expect(conflicts([{ ...binding('j'), also: ['ArrowDown'] }, binding('ArrowDown')])).toEqual(['ArrowDown']);
  });
});
