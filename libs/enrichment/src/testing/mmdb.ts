import { parsePrefix } from '@wireledger/kernel';

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };
type Node = [Node | Buffer | null, Node | Buffer | null];

const control = (type: number, size: number): Buffer => {
  const first = type < 8 ? type << 5 : 0;
  const extended = type < 8 ? [] : [type - 7];
  if (size < 29) return Buffer.from([first | size, ...extended]);
  if (size < 285) return Buffer.from([first | 29, ...extended, size - 29]);
  return Buffer.from([first | 30, ...extended, (size - 285) >> 8, (size - 285) & 255]);
};

function encoded(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    if (Number.isInteger(value) && value >= 0) {
      bytes.writeUInt32BE(value);
      return Buffer.concat([control(6, 4), bytes.subarray(0, 4)]);
    }
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(3, 8), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value as { readonly [name: string]: Value });
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([name, of]) => [encoded(name), encoded(of)])]);
}

/** A file of the MaxMind DB format 2.0 with records of 32 bits, for tests. `networks`: prefix → record. */
export function mmdb(
  networks: Readonly<Record<string, Value>>,
  { ipVersion = 4, type = 'test', epoch = 1_780_000_000 }: { ipVersion?: 4 | 6; type?: string; epoch?: number } = {},
): Buffer {
  const root: Node = [null, null];
  for (const [text, value] of Object.entries(networks)) {
    const prefix = parsePrefix(text);
    if (!prefix) throw new Error(`${text} is no prefix`);
    const shift = ipVersion === 6 && prefix.bytes.length === 4 ? 96 : 0;
    let node = root;
    for (let bit = 0; bit < prefix.length + shift; bit++) {
      const own = bit - shift;
      const side = own < 0 ? 0 : ((((prefix.bytes[own >> 3] as number) >> (7 - (own & 7))) & 1) as 0 | 1);
      if (bit === prefix.length + shift - 1) node[side] = encoded(value);
      else node = (node[side] ??= [null, null]) as Node;
    }
  }
  const nodes: Node[] = [root];
  for (const node of nodes) for (const side of node) if (Array.isArray(side)) nodes.push(side);
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const data: Buffer[] = [];
  let size = 0;
  const records = nodes.map((node) =>
    node.map((side) => {
      if (side === null) return nodes.length;
      if (Array.isArray(side)) return numbers.get(side) as number;
      data.push(side);
      const at = nodes.length + 16 + size;
      size += side.length;
      return at;
    }),
  );
  const tree = Buffer.alloc(nodes.length * 8);
  records.flat().forEach((record, i) => tree.writeUInt32BE(record, i * 4));
  const metadata = encoded({
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: epoch, database_type: type },
    ...{ description: { en: 'made by a test' }, ip_version: ipVersion, languages: ['en'] },
    ...{ node_count: nodes.length, record_size: 32 },
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}
