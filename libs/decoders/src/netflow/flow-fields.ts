/** Enterprise number of the other direction of an IANA element (RFC 5103 §6.1). */
export const REVERSE = 29305;

/** What a field of a record means to a flow. */
export const Role = {
  NONE: 0,
  SRC4: 1,
  DST4: 2,
  SRC6: 3,
  DST6: 4,
  PROTO: 5,
  SRC_PORT: 6,
  DST_PORT: 7,
  FLAGS: 8,
  PACKETS: 9,
  OCTETS: 10,
  /** Cumulative counters of the flow, taken when the record has no others. */
  PACKETS_TOTAL: 11,
  OCTETS_TOTAL: 12,
  /** As they left the exporter. */
  PACKETS_OUT: 13,
  OCTETS_OUT: 14,
  BACK_PACKETS: 15,
  BACK_OCTETS: 16,
  BACK_FLAGS: 17,
  /** Counters of a record that tells of both directions by who began. */
  INITIATOR_PACKETS: 18,
  INITIATOR_OCTETS: 19,
  RESPONDER_PACKETS: 20,
  RESPONDER_OCTETS: 21,
  FIRST_UPTIME: 22,
  LAST_UPTIME: 23,
  FIRST_S: 24,
  LAST_S: 25,
  FIRST_MS: 26,
  LAST_MS: 27,
  FIRST_NTP: 28,
  LAST_NTP: 29,
  FIRST_AGE_US: 30,
  LAST_AGE_US: 31,
  DURATION_MS: 32,
  DURATION_US: 33,
  EVENT_MS: 34,
  EVENT_S: 35,
  INIT_MS: 36,
  VLAN: 37,
  INGRESS: 38,
  END_REASON: 39,
  ICMP4: 40,
  ICMP6: 41,
  ICMP_TYPE: 42,
  ICMP_CODE: 43,
  SAMPLER: 44,
  SAMPLING: 45,
  /** IPFIX: packets taken, and packets passed over after them. */
  SAMPLING_TAKEN: 46,
  SAMPLING_PASSED: 47,
  SAMPLING_SIZE: 48,
  SAMPLING_POPULATION: 49,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** Elements of IANA's IPFIX registry, which begins with the numbers of NetFlow v9 (RFC 3954 §8). */
const IANA: Readonly<Record<number, Role>> = {
  1: Role.OCTETS,
  2: Role.PACKETS,
  4: Role.PROTO,
  6: Role.FLAGS,
  7: Role.SRC_PORT,
  8: Role.SRC4,
  10: Role.INGRESS,
  11: Role.DST_PORT,
  12: Role.DST4,
  21: Role.LAST_UPTIME,
  22: Role.FIRST_UPTIME,
  23: Role.OCTETS_OUT,
  24: Role.PACKETS_OUT,
  27: Role.SRC6,
  28: Role.DST6,
  32: Role.ICMP4,
  34: Role.SAMPLING,
  48: Role.SAMPLER,
  50: Role.SAMPLING,
  58: Role.VLAN,
  85: Role.OCTETS_TOTAL,
  86: Role.PACKETS_TOTAL,
  136: Role.END_REASON,
  139: Role.ICMP6,
  150: Role.FIRST_S,
  151: Role.LAST_S,
  152: Role.FIRST_MS,
  153: Role.LAST_MS,
  154: Role.FIRST_NTP,
  155: Role.LAST_NTP,
  156: Role.FIRST_NTP,
  157: Role.LAST_NTP,
  158: Role.FIRST_AGE_US,
  159: Role.LAST_AGE_US,
  160: Role.INIT_MS,
  161: Role.DURATION_MS,
  162: Role.DURATION_US,
  176: Role.ICMP_TYPE,
  177: Role.ICMP_CODE,
  178: Role.ICMP_TYPE,
  179: Role.ICMP_CODE,
  180: Role.SRC_PORT,
  181: Role.DST_PORT,
  182: Role.SRC_PORT,
  183: Role.DST_PORT,
  231: Role.INITIATOR_OCTETS,
  232: Role.RESPONDER_OCTETS,
  243: Role.VLAN,
  298: Role.INITIATOR_PACKETS,
  299: Role.RESPONDER_PACKETS,
  302: Role.SAMPLER,
  305: Role.SAMPLING_TAKEN,
  306: Role.SAMPLING_PASSED,
  309: Role.SAMPLING_SIZE,
  310: Role.SAMPLING_POPULATION,
  322: Role.EVENT_S,
  323: Role.EVENT_MS,
};
const BACK: Readonly<Record<number, Role>> = {
  1: Role.BACK_OCTETS,
  2: Role.BACK_PACKETS,
  6: Role.BACK_FLAGS,
  85: Role.BACK_OCTETS,
  86: Role.BACK_PACKETS,
};
/** Addresses and ports after translation (RFC 8158). */
const TRANSLATED: ReadonlySet<number> = new Set([225, 226, 227, 228, 281, 282]);

/** What an element means to a flow. */
export function roleOf(enterprise: number, id: number): Role {
  if (enterprise === 0) return IANA[id] ?? Role.NONE;
  return enterprise === REVERSE ? (BACK[id] ?? Role.NONE) : Role.NONE;
}

/** Whether an element has something to say that is kept beside the flow. */
export const isMore = (enterprise: number, id: number): boolean =>
  enterprise === 0 ? TRANSLATED.has(id) : enterprise !== REVERSE;
