/** Characters of a line that are kept; what is longer is told and left out, however long it is. */
export const MAX_LINE = 4096;

/** Cuts text that comes in pieces into lines, each with its number from 1. Never holds more than one line of {@link MAX_LINE} characters. */
export class ListLines {
  number = 0;
  private rest = '';
  private long = false;

  /** `take` gets each line that is whole; null = it was too long. */
  push(text: string, take: (line: string | null, number: number) => void): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.grow(text, from, end);
      this.tell(take);
      from = end + 1;
    }
    this.grow(text, from, text.length);
  }

  /** The last line, when no line feed ended it. */
  end(take: (line: string | null, number: number) => void): void {
    if (this.rest !== '' || this.long) this.tell(take);
  }

  private grow(text: string, from: number, to: number): void {
    if (this.long) return;
    if (this.rest.length + to - from > MAX_LINE) [this.long, this.rest] = [true, ''];
    else this.rest += text.slice(from, to);
  }

  private tell(take: (line: string | null, number: number) => void): void {
    const line = this.long ? null : this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest;
    [this.long, this.rest] = [false, ''];
    take(line, ++this.number);
  }
}
