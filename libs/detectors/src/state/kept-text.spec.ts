import { kept } from './kept-text';

it('answers with the same text, however many come between', () => {
  expect(kept(['10.0.0.5', '80'].join(' '))).toBe('10.0.0.5 80');
  for (let i = 0; i < 25_000; i++) kept(`10.0.${i >> 8}.${i & 255} 80`);
  expect(kept(['10.0.0.5', '80'].join(' '))).toBe('10.0.0.5 80');
});
