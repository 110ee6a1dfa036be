import type { DnsAnswer } from '@wireledger/events/telemetry';
import { DnsName, rawNameHex } from './dns-name';
import { recordDataText } from './record-data';

const HEADER = 12;
const NOTHING = new Uint8Array(0);
const OPT = 41;
/** Records shown of the answer section, and records walked in all to find the EDNS one. */
const MAX_ANSWERS = 64;
const MAX_RECORDS = 4096;

/** The answer side of a message. */
export interface DnsAnswers {
  /** With the upper bits of EDNS (RFC 6891 §6.1.3), 0 … 4095. */
  readonly rcode: number;
  readonly answers: readonly DnsAnswer[];
  /** As the header counts them. */
  readonly answerCount: number;
}

/**
 * Reads DNS messages (RFC 1035; mDNS RFC 6762 and LLMNR RFC 4795 have the same form), one object for all of them: header and questions without
 * allocation, the rest when asked for. The bytes must stay as they are until the next `read`. Total: any bytes give a result.
 */
export class DnsReader {
  id = 0;
  /** The second 16 bits of the header as on the wire: QR, opcode, AA, TC, RD, RA, AD, CD, rcode. */
  flags = 0;
  opcode = 0;
  isResponse = false;
  questions = 0;
  answers = 0;
  authorities = 0;
  additionals = 0;
  /** Of the current question; undefined content when there is none. */
  qtype = 0;
  qclass = 0;
  readonly question = new DnsName();
  private readonly scratch = new DnsName();
  private bytes: Uint8Array = NOTHING;
  private start = 0;
  private end = 0;
  private at = 0;
  private questionAt = 0;
  private left = 0;

  /** Bytes of the wire form of the current question's name without compression; 0 when there is no question. */
  get nameLength(): number {
    return this.questions === 0 ? 0 : this.question.length;
  }
  get nameLost(): boolean {
    return this.question.lost;
  }
  get hashHigh(): number {
    return this.question.hashHigh;
  }
  get hashLow(): number {
    return this.question.hashLow;
  }

  /**
   * Reads header and first question of the message `bytes[start, end)`.
   * @returns false when it is not DNS: too short, or the first question is cut or broken
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < HEADER) return false;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.id = this.u16(start);
    this.flags = this.u16(start + 2);
    this.opcode = (this.flags >> 11) & 15;
    this.isResponse = this.flags >= 0x8000;
    this.questions = this.u16(start + 4);
    this.answers = this.u16(start + 6);
    this.authorities = this.u16(start + 8);
    this.additionals = this.u16(start + 10);
    this.at = start + HEADER;
    this.left = this.questions;
    return this.questions === 0 || this.next();
  }

  /** Moves to the next question. @returns false when there is none, or it is broken */
  next(): boolean {
    if (this.left === 0) return false;
    const { question } = this;
    if (!question.read(this.bytes, this.start, this.end, this.at) || question.next + 4 > this.end) return false;
    this.left--;
    this.questionAt = this.at;
    this.qtype = this.u16(question.next);
    this.qclass = this.u16(question.next + 2);
    this.at = question.next + 4;
    return true;
  }

  /** Current question's name in master-file form, lower case; '' when there is no question. */
  nameText(): string {
    return this.questions === 0 ? '' : this.question.text();
  }

  /** Its wire form in hex when lower-casing lost something, else ''. */
  nameRaw(): string {
    return this.questions > 0 && this.question.lost
      ? rawNameHex(this.bytes, this.start, this.end, this.questionAt)
      : '';
  }

  /** Reads the sections after the questions, as far as they are whole. Moves to the last question. */
  readAnswers(): DnsAnswers {
    while (this.left > 0 && this.next());
    // Behind a broken question nothing can be found.
    if (this.left > 0) return { rcode: this.flags & 15, answers: [], answerCount: this.answers };
    const answers: DnsAnswer[] = [];
    let rcode = this.flags & 15;
    let at = this.at;
    const total = Math.min(this.answers + this.authorities + this.additionals, MAX_RECORDS);
    for (let i = 0; i < total; i++) {
      if (!this.scratch.read(this.bytes, this.start, this.end, at)) break;
      const fixed = this.scratch.next;
      if (fixed + 10 > this.end) break;
      const type = this.u16(fixed);
      const data = fixed + 10;
      const next = data + this.u16(fixed + 8);
      if (next > this.end) break;
      const ttl = this.u16(fixed + 4) * 65_536 + this.u16(fixed + 6);
      if (i < this.answers && answers.length < MAX_ANSWERS) {
        const { bytes, start, end: stop } = this;
        answers.push([type, ttl, recordDataText(type, { bytes, start, stop, at: data, end: next })]);
      } else if (type === OPT && i >= this.answers + this.authorities) rcode |= (ttl >>> 24) << 4;
      at = next;
    }
    return { rcode, answers, answerCount: this.answers };
  }

  private u16(at: number): number {
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }
}
