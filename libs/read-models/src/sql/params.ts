/** Values of one statement: the only way from a user's input into SQL. */
export class Params {
  readonly values: unknown[] = [];

  /** Adds a value and answers its placeholder, `$1`, `$2` … */
  of(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
