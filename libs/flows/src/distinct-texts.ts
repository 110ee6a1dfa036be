/** Values kept of a list in a summary; one of more is cut off there. */
const MAX_VALUES = 16_384;

/** The distinct values that a summary lists, at most 16,384. */
export class DistinctTexts {
  private readonly values = new Set<string>();
  /** One after the other says the same. */
  private last = '';

  /** Empty texts are none. */
  add(value: string): void {
    if (value === this.last) return;
    this.last = value;
    if (value !== '' && this.values.size < MAX_VALUES) this.values.add(value);
  }

  sorted(): readonly string[] {
    return [...this.values].sort();
  }
}
