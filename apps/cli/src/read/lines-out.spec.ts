import { LinesOut } from './lines-out';

function written(lines: readonly string[]): string[] {
  const pieces: string[] = [];
  const out = new LinesOut((text) => pieces.push(text));
  for (const line of lines) out.line(line);
  out.flush();
  out.flush();
  return pieces;
}

describe('lines that are gathered', () => {
  it('come as they are, in order, whatever their length and letters', () => {
    const lines = Array.from({ length: 400 }, (_, n) => `${n} ${'ä€😀x'.repeat((n * 37) % 900)}`);
    lines.splice(200, 0, 'y'.repeat(300_000), '', 'z'.repeat(43_689), 'z'.repeat(43_690));
    expect(written(lines).join('') === lines.map((line) => `${line}\n`).join('')).toBe(true);
  });

  it('come in few pieces, none when there are none', () => {
    expect(written(Array.from({ length: 10_000 }, () => 'x'.repeat(99))).length).toBeLessThan(20);
    expect(written([])).toEqual([]);
  });
});
