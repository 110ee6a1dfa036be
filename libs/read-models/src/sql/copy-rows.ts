import { FieldBytes } from './field-bytes';
import { InetBytes } from './inet-bytes';

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);

/**
 * Rows in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"), written field by field in the order of
 * the column list. Every row starts with {@link row}; {@link finish} adds the trailer.
 */
export class CopyRows extends FieldBytes {
  private count = 0;

  constructor(
    private readonly columns: number,
    addresses = new InetBytes(),
  ) {
    super(addresses);
    this.end = HEADER.copy(this.bytes);
  }

  /** Rows so far. */
  get size(): number {
    return this.count;
  }

  /** Begins the next row. */
  row(): this {
    this.count++;
    this.room(2);
    this.end = this.bytes.writeInt16BE(this.columns, this.end);
    return this;
  }

  /** All of it with the trailer; nothing may be added afterwards. */
  finish(): Buffer {
    this.room(2);
    this.end = this.bytes.writeInt16BE(-1, this.end);
    return this.bytes.subarray(0, this.end);
  }
}
