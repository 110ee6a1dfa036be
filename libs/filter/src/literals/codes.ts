import {
  DNS_RCODES,
  DNS_TYPES,
  dnsRcodeName,
  dnsTypeName,
  TLS_VERSIONS,
  tlsVersionName,
} from '@wireledger/decoders/names';

import type { CodeType, FieldType } from '../fields/field';
import { quoted, refuse, type TextSpan } from '../problem';
import { COUNTRIES, countryCode, countryNumber } from './countries';
import { SEVERITY_NAMES } from './severities';

/** Numbers that people know by name. */
interface Codes {
  /** Every name there is, in the order in which it is offered. */
  readonly names: readonly string[];
  /** Number of a text, null when it is none. */
  numberOf(text: string): number | null;
  nameOf(value: number): string;
  /** What a wrong text is told, after "is not". */
  readonly wanted: string;
}

/** IP protocols by name (IANA's registry); all others by number. */
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };
/** True for the names of IP protocols, in any case. */
export const isProtocolName = (text: string): boolean => Object.hasOwn(PROTOCOLS, text.toLowerCase());

const inverted = (names: Readonly<Record<number, string>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(names).map(([number, name]) => [name.toLowerCase(), Number(number)]));

/** A number in digits, at most `most`; null when it is none. */
const digits = (text: string, most: number): number | null =>
  /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : null;

/** Codes of a registry of 16 bits: by name, by number, or in the generic form of what has no name. */
function registry(
  names: Readonly<Record<number, string>>,
  generic: string,
  nameOf: (value: number) => string,
  wanted: string,
): Codes {
  const numbers = inverted(names);
  return {
    names: Object.values(names),
    numberOf: (text) => {
      const lower = text.toLowerCase();
      return numbers.get(lower) ?? digits(lower.startsWith(generic) ? lower.slice(generic.length) : lower, 0xffff);
    },
    nameOf,
    wanted,
  };
}

const VERSION = /^(ssl|tls|dtls)?[ _]?v?(\d(?:\.\d)?)$/i;
const DRAFT = /^tls ?v?1\.3 draft (\d{1,3})$/i;
const NUMBERS_OF_VERSIONS = inverted(TLS_VERSIONS);

function versionNumber(text: string): number | null {
  const written = VERSION.exec(text);
  if (written) {
    const [, family = 'tls', number = ''] = written;
    return NUMBERS_OF_VERSIONS.get(`${family.toLowerCase()} ${number.includes('.') ? number : `${number}.0`}`) ?? null;
  }
  if (/^0x[0-9a-f]{4}$/i.test(text)) return Number(text);
  const draft = Number(DRAFT.exec(text)?.[1] ?? NaN);
  return draft <= 0xff ? 0x7f00 + draft : null;
}

/** `TLSv1.3`, so that it needs no quotes; drafts and what has no name as `0x7f1c`. */
const versionName = (value: number): string =>
  TLS_VERSIONS[value] === undefined
    ? `0x${value.toString(16).padStart(4, '0')}`
    : tlsVersionName(value).replace(' ', 'v');

const TRUTHS: Readonly<Record<string, number>> = { yes: 1, no: 0, true: 1, false: 0 };

/** RFC 6793. */
const MOST_ASN = 0xffff_ffff;

const CODES: Readonly<Record<CodeType, Codes>> = {
  protocol: {
    names: Object.keys(PROTOCOLS),
    numberOf: (text) => {
      const lower = text.toLowerCase();
      return Object.hasOwn(PROTOCOLS, lower)
        ? (PROTOCOLS[lower] as number)
        : /^\d{1,3}$/.test(text)
          ? digits(text, 255)
          : null;
    },
    nameOf: (value) => Object.entries(PROTOCOLS).find(([, number]) => number === value)?.[0] ?? String(value),
    wanted: `an IP protocol. Write ${Object.keys(PROTOCOLS).join(', ')} or a number from 0 to 255. What is spoken above it is \`app\`.`,
  },
  dnsType: registry(
    DNS_TYPES,
    'type',
    dnsTypeName,
    'a type of DNS record. Write its name such as AAAA, or its number from 0 to 65535.',
  ),
  dnsCode: registry(
    DNS_RCODES,
    'rcode',
    dnsRcodeName,
    'a response code. Write its name such as NXDOMAIN, or its number. What was not answered has none: `dns.rcode not exists`.',
  ),
  tlsVersion: {
    names: [0x0304, 0x0303, 0x0302, 0x0301, 0x0300, 0x0002, 0xfefc, 0xfefd, 0xfeff].map(versionName),
    numberOf: versionNumber,
    nameOf: versionName,
    wanted: 'a version of TLS. Write one such as TLSv1.2, SSLv3.0, DTLSv1.2 or 0x0303.',
  },
  truth: {
    names: ['yes', 'no'],
    numberOf: (text) => TRUTHS[text.toLowerCase()] ?? null,
    nameOf: (value) => (value === 1 ? 'yes' : 'no'),
    wanted: 'yes or no.',
  },
  severity: {
    names: SEVERITY_NAMES,
    numberOf: (text) => {
      const rank = SEVERITY_NAMES.findIndex((name) => name === text.toLowerCase());
      return rank < 0 ? null : rank;
    },
    nameOf: (value) => SEVERITY_NAMES[value] ?? String(value),
    wanted: `a severity. Write ${SEVERITY_NAMES.join(', ')}.`,
  },
  country: {
    names: COUNTRIES,
    numberOf: countryNumber,
    nameOf: countryCode,
    wanted: 'a country. Write its code of two letters (ISO 3166-1), such as DE.',
  },
  asn: {
    names: [],
    numberOf: (text) => {
      const number = /^(?:as)?\d{1,10}$/i.test(text) ? Number(text.replace(/^as/i, '')) : 0;
      return number > 0 && number <= MOST_ASN ? number : null;
    },
    nameOf: (value) => `AS${value}`,
    wanted: 'an autonomous system. Write its number such as AS64500, from 1 to 4294967295.',
  },
};

export const isCoded = (type: FieldType): type is CodeType => Object.hasOwn(CODES, type);
/** Names that values of the type have. */
export const codeNames = (type: CodeType): readonly string[] => CODES[type].names;
/** Number of a name or number in text, null when it is none. */
export const codeOf = (type: CodeType, text: string): number | null => CODES[type].numberOf(text);
export const writeCode = (type: CodeType, value: number): string => CODES[type].nameOf(value);

/** @throws Refusal */
export function readCode(type: CodeType, text: string, at: TextSpan): number {
  const { numberOf, wanted } = CODES[type];
  return numberOf(text) ?? refuse('value', at, `${quoted(text)} is not ${wanted}`);
}
