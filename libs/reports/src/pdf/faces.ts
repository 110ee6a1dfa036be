import { readFileSync } from 'node:fs';

import { create, type Font } from 'fontkit';

import { unpackWoff } from './sfnt';

/** Alphabets of a family, in the order in which they are asked for a character. */
const ALPHABETS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'] as const;

/** One file of a font: the characters of one alphabet in one weight. */
export interface Face {
  /** Name under which the page's parts ask for it. */
  readonly name: string;
  readonly normal: FaceFile;
  readonly bold: FaceFile;
}
interface FaceFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A family of fonts that came with the packages: which file has a character, and how wide it is. */
export class Family {
  readonly faces: readonly Face[];
  private readonly fonts: readonly Font[];
  private readonly known = new Map<number, { readonly face: string; readonly width: number } | null>();

  constructor(path: string, name: string, alphabets: readonly string[], weights: readonly [string, string]) {
    const file = (alphabet: string, weight: string): FaceFile => {
      const from = require.resolve(`${path}-${alphabet}-${weight}-normal.woff`);
      return { name: `${name}-${alphabet}-${weight}.ttf`, bytes: unpackWoff(readFileSync(from)) };
    };
    this.faces = alphabets.map((alphabet) => ({
      name: `${name} ${alphabet}`,
      normal: file(alphabet, weights[0]),
      bold: file(alphabet, weights[1]),
    }));
    this.fonts = this.faces.map(({ normal }) => create(normal.bytes) as Font);
  }

  /** The face that draws a character and its width in em; null when none does. */
  drawnBy(code: number): { readonly face: string; readonly width: number } | null {
    const known = this.known.get(code);
    if (known !== undefined) return known;
    const index = this.fonts.findIndex((font) => font.hasGlyphForCodePoint(code));
    const [face, font] = [this.faces[index], this.fonts[index]];
    const found =
      face && font ? { face: face.name, width: font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm } : null;
    this.known.set(code, found);
    return found;
  }
}

/** What texts are set in. */
export const TEXT = new Family('@fontsource/inter/files/inter', 'Inter', ALPHABETS, ['400', '600']);
/** What hashes are set in. */
export const MONO = new Family('@fontsource/jetbrains-mono/files/jetbrains-mono', 'Mono', ['latin'], ['400', '400']);
