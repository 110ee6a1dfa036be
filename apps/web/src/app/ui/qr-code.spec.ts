import { generate } from 'lean-qr';
import { qrPath } from './qr-code';

const QUIET = 4;
const URI =
  'otpauth://totp/Wireledger:Zo%C3%AB%20M%C3%BCller?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Wireledger';

/** Dark modules of a drawn path, as a camera sees them. */
function drawn(path: string, size: number): boolean[][] {
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let n = 0; n < Number(run); n++) (dark[Number(y) - QUIET] as boolean[])[Number(x) - QUIET + n] = true;
  return dark;
}

/** Masks of ISO/IEC 18004, table 10: true where a module is turned. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Data codewords of each block by version and level (table 9): what these texts come to. */
const BLOCKS: Readonly<Record<string, readonly number[]>> = {
  '5L': [108],
  '5M': [43, 43],
  '6L': [68, 68],
  '6M': [27, 27, 27, 27],
  '7L': [78, 78],
  '7M': [31, 31, 31, 31],
  '4L': [80],
};

/** Reads a code without errors, of versions 4 to 7 and levels L and M, in byte mode: its modules alone, nothing of how it was made. */
function read(dark: readonly (readonly boolean[])[]): string {
  const size = dark.length;
  const at = (x: number, y: number): boolean => dark[y]?.[x] ?? false;
  const version = (size - 17) / 4;
  let format = 0;
  for (const x of [0, 1, 2, 3, 4]) format = format * 2 + Number(at(x, 8));
  format ^= 0b10101;
  const level = { 1: 'L', 0: 'M' }[format >> 3];
  const mask = MASKS[format & 7] as (x: number, y: number) => boolean;
  const centre = size - 7;
  const isData = (x: number, y: number): boolean =>
    !(x < 9 && y < 9) &&
    !(x >= size - 8 && y < 9) &&
    !(x < 9 && y >= size - 8) &&
    x !== 6 &&
    y !== 6 &&
    !(Math.abs(x - centre) <= 2 && Math.abs(y - centre) <= 2) &&
    !(version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) &&
    !(version >= 7 && alignments7(x, y));
  const bits: boolean[] = [];
  let up = true;
  for (let right = size - 1; right > 0; right -= 2, up = !up) {
    if (right === 6) right--;
    for (let n = 0; n < size; n++) {
      const y = up ? size - 1 - n : n;
      for (const x of [right, right - 1]) if (isData(x, y)) bits.push(at(x, y) !== mask(x, y));
    }
  }
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + Number(bit), 0),
  );
  const lengths = BLOCKS[`${version}${level}`];
  if (!lengths) throw new Error(`version ${version}, level ${level}`);
  const blocks = lengths.map(() => [] as number[]);
  let next = 0;
  for (let i = 0; i < Math.max(...lengths); i++)
    for (const [b, length] of lengths.entries()) if (i < length) blocks[b]?.push(words[next++] ?? 0);
  return textOf(
    blocks
      .flat()
      .map((word) => word.toString(2).padStart(8, '0'))
      .join(''),
  );
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Segments of digits, capitals and bytes, as versions 1 to 9 count them. */
function textOf(bits: string): string {
  let at = 0;
  const take = (count: number): number => Number.parseInt(bits.slice(at, (at += count)).padEnd(1, '0'), 2);
  let text = '';
  for (;;) {
    const mode = take(4);
    if (mode === 4) for (let left = take(8); left > 0; left--) text += String.fromCharCode(take(8));
    else if (mode === 2) {
      for (let left = take(9); left > 0; left -= 2) {
        const pair = left > 1 ? take(11) : take(6);
        text += (left > 1 ? (ALPHANUMERIC[Math.floor(pair / 45)] ?? '') : '') + (ALPHANUMERIC[pair % 45] ?? '');
      }
    } else if (mode === 1) {
      for (let left = take(10); left > 0; left -= 3) {
        const digits = Math.min(3, left);
        text += String(take([0, 4, 7, 10][digits] ?? 0)).padStart(digits, '0');
      }
    } else if (mode === 0) return text;
    else throw new Error(`mode ${mode}`);
  }
}

/** Version 7 has alignment patterns at 6, 22 and 38. */
const alignments7 = (x: number, y: number): boolean =>
  [22, 38].some((cx) =>
    [6, 22, 38].some((cy) => Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2 && !(cy === 6 && cx === 38)),
  ) ||
  (Math.abs(x - 6) <= 2 && Math.abs(y - 22) <= 2);

it.each([URI, URI.replace('Zo%C3%AB%20M%C3%BCller', 'a')])('what is drawn reads as %s', (text) => {
  const code = generate(text);
  expect(read(drawn(qrPath(code), code.size))).toBe(text);
});
