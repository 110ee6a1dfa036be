import { flat } from './flat';

it.each(['', ' ', 'a b', ' edges stay ', '\u{1F600}\u0301 \n', `${'x'.repeat(40)} ${'y'.repeat(40)}`])(
  'says the same: %j',
  (text) => expect(flat(`${text}${text}`)).toBe(text + text),
);
