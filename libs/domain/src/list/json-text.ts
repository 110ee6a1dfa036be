/** Longest JSON file, characters: it is held whole, unlike files of lines. */
export const MAX_JSON = 32 * 1024 * 1024;
/** White space that may stand before what tells. */
const MAX_BEFORE = 4096;

/** Tells from the beginning of a text that comes in pieces whether it is JSON, and keeps it then. */
export class JsonText {
  /** What came; null when it was longer than {@link MAX_JSON}. */
  text: string | null = '';
  private is: boolean | null;

  /** `wanted` null: it is found out. */
  constructor(wanted: boolean | null) {
    this.is = wanted;
  }

  /** Null while the text is kept here; else what lines are to be made of. */
  push(piece: string): string | null {
    if (this.is === false) return piece;
    if (this.text !== null) this.text = this.text.length + piece.length > MAX_JSON ? null : this.text + piece;
    if (this.is === true) return null;
    const begun = this.text ?? '';
    // `[2001:db8::1]:443` is an entry, so a bracket alone does not tell.
    if (begun.length <= MAX_BEFORE && /^\s*(?:\[\s*)?$/.test(begun)) return null;
    this.is = /^\s*(?:\{|\[\s*\{)/.test(begun);
    if (this.is) return null;
    this.text = '';
    return begun;
  }

  /** What was kept and is no JSON after all, when nothing more comes; null when it is JSON. */
  end(): string | null {
    if (this.is === true) return null;
    const left = this.text ?? '';
    this.text = '';
    this.is = false;
    return left;
  }
}
