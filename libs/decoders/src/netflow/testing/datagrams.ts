/** A field of a template: element id, length, enterprise number (0 = IANA). */
export type TemplateField = readonly [id: number, length: number, enterprise?: number];

/** A set: its number and content. */
export const set = (id: number, content: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(4 + content.length, 2);
  return Buffer.concat([head, content]);
};

const numbers = (...words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, i) => bytes.writeUInt16BE(word, i * 2));
  return bytes;
};

const fieldsOf = (fields: readonly TemplateField[]): Buffer =>
  Buffer.concat(
    fields.map(([id, length, enterprise = 0]) => {
      if (enterprise === 0) return numbers(id, length);
      return numbers(id | 0x8000, length, enterprise >>> 16, enterprise & 0xffff);
    }),
  );

/** A template (of IPFIX or NetFlow v9, as far as it has no enterprise fields). */
export const template = (id: number, ...fields: readonly TemplateField[]): Buffer =>
  Buffer.concat([numbers(id, fields.length), fieldsOf(fields)]);

/** An options template of IPFIX; the first `scopes` fields are scope. */
export const options = (id: number, scopes: number, ...fields: readonly TemplateField[]): Buffer =>
  Buffer.concat([numbers(id, fields.length, scopes), fieldsOf(fields)]);

/** An IPFIX message exported at `seconds`. */
export function ipfix(sequence: number, domain: number, seconds: number, ...sets: readonly Buffer[]): Buffer {
  const body = Buffer.concat(sets);
  const head = Buffer.alloc(16);
  head.writeUInt16BE(10, 0);
  head.writeUInt16BE(16 + body.length, 2);
  head.writeUInt32BE(seconds, 4);
  head.writeUInt32BE(sequence >>> 0, 8);
  head.writeUInt32BE(domain, 12);
  return Buffer.concat([head, body]);
}

/** A NetFlow v9 datagram exported at `seconds`, the exporter being up for `uptimeMs`. */
export function netflow9(
  sequence: number,
  domain: number,
  seconds: number,
  uptimeMs: number,
  ...sets: readonly Buffer[]
): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(9, 0);
  head.writeUInt16BE(sets.length, 2);
  head.writeUInt32BE(uptimeMs, 4);
  head.writeUInt32BE(seconds, 8);
  head.writeUInt32BE(sequence, 12);
  head.writeUInt32BE(domain, 16);
  return Buffer.concat([head, ...sets]);
}

/** Fields of a flow that both protocols have: addresses, ports, protocol, packets, bytes, first and last. */
export const PLAIN: readonly TemplateField[] = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [2, 4],
  [1, 4],
  [22, 4],
  [21, 4],
];

/** A record of `PLAIN`: UDP 192.0.2.10:40000 → 198.51.100.`to`:53. */
export function plain(to: number, packets: number, octets: number, firstMs: number, lastMs: number): Buffer {
  const bytes = Buffer.alloc(29);
  bytes.set([192, 0, 2, 10, 198, 51, 100, to]);
  bytes.writeUInt16BE(40_000, 8);
  bytes.writeUInt16BE(53, 10);
  bytes[12] = 17;
  bytes.writeUInt32BE(packets, 13);
  bytes.writeUInt32BE(octets, 17);
  bytes.writeUInt32BE(firstMs, 21);
  bytes.writeUInt32BE(lastMs, 25);
  return bytes;
}
