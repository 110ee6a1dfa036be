const MOST = 200;

/**
 * What a person calls a file, made inert for lists and logs: its last part, NFC, without control and invisible characters, at most 200
 * characters. It never becomes a path. `capture` when nothing is left.
 */
export function captureName(text: string): string {
  const last = text.slice(0, 5000).split(/[\\/]/).at(-1) ?? '';
  const clean = [
    ...last
      .normalize('NFC')
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
      .trim(),
  ]
    .slice(0, MOST)
    .join('');
  return clean.slice(0, MOST) || 'capture';
}
