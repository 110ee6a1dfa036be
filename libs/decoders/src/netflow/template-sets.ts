import * as headers from './export-header';
import type { ExportProtocol } from './export-header';
import { MAX_FIELDS, Template } from './template';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { ExportProtocol: Protocol } = headers;

export const SET_HEADER = 4;
const FIRST_DATA_SET = 256;

/** What a set of a datagram holds. */
export const SetKind = { UNKNOWN: 0, DATA: 1, TEMPLATES9: 2, OPTIONS9: 3, TEMPLATES10: 4, OPTIONS10: 5 } as const;
export type SetKind = (typeof SetKind)[keyof typeof SetKind];

/** What the set with this number holds (RFC 3954 §5.2, §6.1; RFC 7011 §3.3.2). */
export function setKind(protocol: ExportProtocol, id: number): SetKind {
  if (id >= FIRST_DATA_SET) return SetKind.DATA;
  if (protocol === Protocol.NETFLOW9)
    return id === 0 ? SetKind.TEMPLATES9 : id === 1 ? SetKind.OPTIONS9 : SetKind.UNKNOWN;
  return id === 2 ? SetKind.TEMPLATES10 : id === 3 ? SetKind.OPTIONS10 : SetKind.UNKNOWN;
}

/** Hears of the templates in a set. */
export interface TemplateSink {
  learn(template: Template): void;
  /** A template is taken back; numbers below 256 mean all of that set's kind. */
  withdraw(id: number): void;
}

/** Reads the templates in the content `[start, end)` of a set. False when one of them cannot be right; those before it are taken. */
export function readTemplates(view: DataView, start: number, end: number, kind: SetKind, sink: TemplateSink): boolean {
  let pos = start;
  // Less than the shortest template is padding.
  while (pos + 4 <= end) {
    const id = view.getUint16(pos);
    if (id === 0) return true;
    const next = readOne(view, pos, end, kind, id, sink);
    if (next < 0) return false;
    pos = next;
  }
  return true;
}

function readOne(view: DataView, pos: number, end: number, kind: SetKind, id: number, sink: TemplateSink): number {
  if (kind === SetKind.OPTIONS9) return readOptions9(view, pos, end, id, sink);
  const count = view.getUint16(pos + 2);
  const isIpfix = kind !== SetKind.TEMPLATES9;
  if (isIpfix && count === 0) {
    sink.withdraw(id);
    return pos + 4;
  }
  const isOptions = kind === SetKind.OPTIONS10;
  if (isOptions && pos + 6 > end) return -1;
  const scopes = isOptions ? view.getUint16(pos + 4) : 0;
  if (id < FIRST_DATA_SET || count === 0 || count > MAX_FIELDS || scopes > count) return -1;
  const given: number[] = [];
  const next = readFields(view, pos + (isOptions ? 6 : 4), end, count, isIpfix, given);
  if (next >= 0) sink.learn(new Template(id, scopes, isOptions, given, false));
  return next;
}

/** An options template of NetFlow v9 says the bytes of its scope fields and of its other fields instead of their number (RFC 3954 §6.1). */
function readOptions9(view: DataView, pos: number, end: number, id: number, sink: TemplateSink): number {
  if (pos + 6 > end) return -1;
  const scopes = view.getUint16(pos + 2) >>> 2;
  const count = scopes + (view.getUint16(pos + 4) >>> 2);
  if (id < FIRST_DATA_SET || count === 0 || count > MAX_FIELDS) return -1;
  const given: number[] = [];
  const next = readFields(view, pos + 6, end, count, false, given);
  if (next >= 0) sink.learn(new Template(id, scopes, true, given, true));
  return next;
}

function readFields(
  view: DataView,
  start: number,
  end: number,
  count: number,
  isIpfix: boolean,
  given: number[],
): number {
  let pos = start;
  for (let i = 0; i < count; i++) {
    if (pos + 4 > end) return -1;
    const id = view.getUint16(pos);
    const length = view.getUint16(pos + 2);
    pos += 4;
    if (isIpfix && id & 0x8000) {
      if (pos + 4 > end) return -1;
      given.push(id & 0x7fff, view.getUint32(pos), length);
      pos += 4;
    } else given.push(id, 0, length);
  }
  return pos;
}
