import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';
import * as events from './tcp-events';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, HISTORY, MISC, RARE_HISTORY, RARE_RETRANS, SEEN } = layout;
const { CODE_BITS, Event, LAST_SHIFT, SIDE_MASK, SIDE_SHIFT } = events;

const LETTERS = 'shadfrtiq^';
/** By what `HISTORY` holds of one: its code, 16 more for upper case. */
const CASED = Array.from({ length: 32 }, (_, held) => {
  const letter = LETTERS[(held & 15) - 1] ?? '';
  return held & 16 ? letter.toUpperCase() : letter;
});
/** Zeek's `history`: one letter for each first sight of something, upper case from the originator. */
export function historyText({ words, rare }: FlowStore, base: number): string {
  const first = words[base + HISTORY] as number;
  if (first >>> LAST_SHIFT === 0) return lettersOf(first);
  const at = (base >> 1) + RARE_HISTORY;
  return lettersOf(first) + lettersOf(rare[at] as number) + lettersOf(rare[at + 1] as number);
}

/** Most flows have one of a few histories: texts by word, whole words compared; a place for each hash, where the latest stays. */
const KNOWN_PLACES = 1024;
const knownWords = new Int32Array(KNOWN_PLACES);
const knownTexts = new Array<string>(KNOWN_PLACES).fill('');

function lettersOf(word: number): string {
  const hash = Math.imul(word, 0x9e3779b1);
  const place = (hash ^ (hash >>> 15)) & (KNOWN_PLACES - 1);
  if (knownWords[place] === word) return knownTexts[place] as string;
  let text = '';
  for (let held = word; held !== 0; held >>>= CODE_BITS) text += CASED[held & 31] as string;
  knownWords[place] = word;
  return (knownTexts[place] = text);
}

/** Zeek's `conn_state` of a TCP flow. */
export function tcpState(words: Int32Array, base: number): string {
  const misc = words[base + MISC] as number;
  const seen = words[base + SEEN] as number;
  const a = seen & SIDE_MASK;
  const b = (seen >>> SIDE_SHIFT) & SIDE_MASK;
  const swapped = (misc & Bit.ORIGINATOR_B) !== 0;
  const originator = swapped ? b : a;
  const responder = swapped ? a : b;
  const began = (originator & Event.SYN) !== 0;
  const accepted = (responder & Event.SYN_ACK) !== 0;
  if (misc & Bit.CLOSED) return 'SF';
  if (responder & Event.RST) {
    if (began) return accepted ? 'RSTR' : 'REJ';
    return originator & Event.FIN ? 'RSTR' : 'RSTRH';
  }
  if (originator & Event.RST) return accepted || responder & Event.FIN ? 'RSTO' : 'RSTOS0';
  if (originator & Event.FIN) return accepted ? 'S2' : 'SH';
  if (responder & Event.FIN) return began ? 'S3' : 'SHR';
  if (began && accepted) return 'S1';
  return began && responder === 0 ? 'S0' : 'OTH';
}

/** Zeek's `conn_state` of a UDP flow: who has sent. */
export function udpState(fromOriginator: number, fromResponder: number): string {
  if (fromOriginator > 0) return fromResponder > 0 ? 'SF' : 'S0';
  return 'SHR';
}

/** Repeated segments that `side` has sent. */
export function retransmissions({ words, rare }: FlowStore, base: number, side: number): number {
  const any = (words[base + SEEN] as number) & (Event.RETRANS << (side * SIDE_SHIFT));
  return any === 0 ? 0 : (rare[(base >> 1) + RARE_RETRANS + side] as number);
}
