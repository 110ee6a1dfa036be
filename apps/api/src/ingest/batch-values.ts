import { type Batch, FLOW_END_REASONS, KINDS, type RecordKindDefinition } from '@wireledger/events';
import { parseIp } from '@wireledger/kernel';

/**
 * Whether the values of a batch are what a sensor can have seen. The log itself looks at shapes alone, for what writes to it from this host is our
 * own; a sensor elsewhere may be somebody else by now, and a value that no table takes would halt what everybody's facts are folded by.
 */
export function batchFault(kind: RecordKindDefinition, batch: Batch): string | null {
  const { t0, cols } = batch;
  const addresses = ADDRESSES[kind.name] ?? [];
  for (const [name, holds] of kind.columns) {
    const values = (cols as unknown as Record<string, readonly unknown[]>)[name] ?? [];
    const isGood = addresses.includes(name)
      ? isAddress
      : OPTIONAL_ADDRESSES.includes(`${kind.name}.${name}`)
        ? isAddressOrNone
        : goodOf(kind.name, name, holds, t0);
    const at = values.findIndex((value) => !isGood(value));
    if (at >= 0) return `column ${name}, entry ${at}: no ${holds} that a sensor could have seen`;
  }
  return null;
}

type Good = (value: unknown) => boolean;

/** Characters of one text. Names and targets of requests are cut by the decoders long before. */
const MAX_TEXT = 16_384;
const INT4 = 2 ** 31 - 1;
/** Counters: 256 TiB of one flow. */
const COUNTER = 2 ** 48;
const MAX_LIST = 256;

const isAddress: Good = (value) => typeof value === 'string' && value.length < 64 && parseIp(value) !== null;
const isAddressOrNone: Good = (value) => value === '' || isAddress(value);
// PostgreSQL keeps no NUL, and UTF-8 no half of a pair.
const UNKEPT = /[\0\p{Cs}]/u;
const isText: Good = (value) => typeof value === 'string' && value.length <= MAX_TEXT && !UNKEPT.test(value);
const within =
  (least: number, most: number): Good =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isInt = within(-INT4 - 1, INT4);
const isCounter = within(-1, COUNTER);
const listOf =
  (isGood: Good): Good =>
  (value) =>
    Array.isArray(value) && value.length <= MAX_LIST && value.every(isGood);
const tupleOf =
  (...parts: readonly Good[]): Good =>
  (value) =>
    Array.isArray(value) && value.length === parts.length && parts.every((isGood, i) => isGood(value[i]));

/** Columns that stand for the ends of what was seen. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  KINDS.map((kind: RecordKindDefinition) => [kind.name, kind.ends ? [kind.ends.src, kind.ends.dst] : []]),
);
const OPTIONAL_ADDRESSES: readonly string[] = [
  ...['flow.outerSrc', 'flow.outerDst', 'arp.sender', 'arp.target'],
  ...['icmp.client', 'icmp.server'],
];

const COUNTERS = new Set([
  ...['flow', 'srcPackets', 'dstPackets', 'srcBytes', 'dstBytes', 'srcPayload', 'dstPayload', 'srcRetrans'],
  ...['dSrcPackets', 'dDstPackets', 'dSrcBytes', 'dDstBytes', 'dSrcPayload', 'dDstPayload', 'dstRetrans', 'rtt'],
  ...['latency', 'queryBytes', 'responseBytes', 'requestBytes', 'replyBytes', 'requestLength', 'responseLength'],
  ...['packets', 'bytesIn', 'bytesOut', 'drops', 'quicVersion', 'xid', 'lease'],
  ...['domain', 'datagrams', 'flows', 'others', 'lost', 'held', 'unknown', 'damaged'],
]);
/** Seconds of a certificate's validity: year 0 to 9999. */
const VALIDITY = within(-62_167_219_200, 253_402_300_799);

const NUMBERS: Readonly<Record<string, Good>> = {
  ...Object.fromEntries(['srcPort', 'dstPort', 'clientPort', 'serverPort'].map((name) => [name, within(0, 65_535)])),
  ...{ proto: within(0, 255), srcFlags: within(0, 4095), dstFlags: within(0, 4095), marks: within(0, 32_767) },
  ...{ certNotBefore: VALIDITY, certNotAfter: VALIDITY },
  clock: within(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  reason: within(0, FLOW_END_REASONS.length - 1),
};

const TEXTS = listOf(isText);
const TOP = listOf(tupleOf(isAddress, within(0, INT4)));
const JSONS: Readonly<Record<string, Good>> = {
  answers: listOf(tupleOf(within(0, 65_535), within(-1, 2 ** 32 - 1), isText)),
  ...{ alpnOffered: TEXTS, certNames: TEXTS, requested: TEXTS, given: TEXTS, routers: TEXTS, resolvers: TEXTS },
  fields: listOf(tupleOf(within(0, 2 ** 32 - 1), within(0, 65_535), isText)),
  ...{ wants: listOf(within(0, 65_535)), topSyn: TOP, topQueries: TOP },
};

function goodOf(kind: string, name: string, holds: string, t0: number): Good {
  if (holds === 'text') return isText;
  const isTime = within(-t0, Number.MAX_SAFE_INTEGER - t0);
  if (holds === 'time') return isTime;
  if (holds === 'maybeTime') return (value) => value === 0 || isTime(value);
  if (holds === 'json') return JSONS[name] ?? (() => false);
  if (kind === 'flow' && name === 'kind') return within(0, 2);
  return NUMBERS[name] ?? (COUNTERS.has(name) ? isCounter : isInt);
}
