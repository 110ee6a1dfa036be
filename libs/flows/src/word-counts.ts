/** Places of a table in the beginning; always a power of two, at most half of them used. */
const FIRST_PLACES = 256;

/** Counts of 32-bit words: a flat table that keeps its room when it is emptied. */
export class WordCounts {
  /** Different words. */
  size = 0;
  private words = new Int32Array(FIRST_PLACES);
  /** 0 = nothing is there. */
  private counts = new Uint32Array(FIRST_PLACES);
  /** Places of the words, in the order in which they came. */
  private used = new Int32Array(FIRST_PLACES / 2);

  /** Counts `word` once more; one that is new only while there are fewer than `most`. */
  add(word: number, most: number): void {
    const place = this.placeOf(word);
    const count = this.counts[place] as number;
    if (count === 0) {
      if (this.size >= most) return;
      this.words[place] = word;
      this.used[this.size++] = place;
    }
    this.counts[place] = count + 1;
    if (this.size === this.used.length) this.grow();
  }

  /** The word that came `n`-th, from 0. */
  wordAt(n: number): number {
    return this.words[this.used[n] as number] as number;
  }

  countAt(n: number): number {
    return this.counts[this.used[n] as number] as number;
  }

  clear(): void {
    for (let n = 0; n < this.size; n++) this.counts[this.used[n] as number] = 0;
    this.size = 0;
  }

  private placeOf(word: number): number {
    const { words, counts } = this;
    const mask = words.length - 1;
    const hash = Math.imul(word, 0x9e3779b1);
    let place = (hash ^ (hash >>> 15)) & mask;
    while (counts[place] !== 0 && words[place] !== word) place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { words, counts, used, size } = this;
    this.words = new Int32Array(words.length * 2);
    this.counts = new Uint32Array(words.length * 2);
    this.used = new Int32Array(words.length);
    for (let n = 0; n < size; n++) {
      const from = used[n] as number;
      const place = this.placeOf(words[from] as number);
      this.words[place] = words[from] as number;
      this.counts[place] = counts[from] as number;
      this.used[n] = place;
    }
  }
}
