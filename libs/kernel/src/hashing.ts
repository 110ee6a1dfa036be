import { hash as hashOnce } from 'node:crypto';

import { SHA1_BLOCK_MAX, Sha1Block } from './sha1-block';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastNamespace = '';
let lastBytes: Buffer = Buffer.alloc(0);

/** Bytes of a UUID; the last one is remembered, because ids of one source come in their thousands. */
function namespaceBytes(namespace: string): Buffer {
  if (namespace === lastNamespace) return lastBytes;
  if (!UUID.test(namespace)) throw new Error(`not a UUID: ${namespace}`);
  lastBytes = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  lastNamespace = namespace;
  return lastBytes;
}

const block = new Sha1Block();

/** The 32 hex digits of {@link uuidV5}. */
function hexV5(namespace: string, name: string): string {
  const hash = sha1(namespaceBytes(namespace), name);
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16);
}

function sha1(prefix: Buffer, text: string): Buffer {
  // At most three bytes of UTF-8 a UTF-16 unit.
  if (prefix.length + text.length * 3 > SHA1_BLOCK_MAX)
    return hashOnce('sha1', Buffer.concat([prefix, Buffer.from(text)]), 'buffer');
  block.message.set(prefix);
  return block.digest(prefix.length + block.message.write(text, prefix.length));
}

/** Name-based UUID, version 5 (RFC 9562 §5.5). @throws when `namespace` is not a lower-case UUID */
export function uuidV5(namespace: string, name: string): string {
  const hex = hexV5(namespace, name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Id of batch `number` of a source: the same for every retry and every resume. */
export const batchId = (source: string, number: number): string => uuidV5(source, `batch:${number}`);

/** 128-bit id of a flow, hex: hash of its source and its ordinal there. Computed at the port's edge, never stored in a batch. */
export const flowId = (source: string, ordinal: number): string => hexV5(source, `flow:${ordinal}`);

/** One-line SHA-256, hex. */
export const sha256 = (data: Uint8Array | string): string => hashOnce('sha256', data, 'hex');

/**
 * Community ID v1 (community-id-spec, Corelight): hash of the flow's five-tuple, lower endpoint first.
 * `src`/`dst` are 4 or 16 bytes; for ICMP the ports are type and code as mapped by the caller, and `oneWay` says that the
 * message type has no counterpart (then the order of endpoints is kept).
 */
export function communityId(
  flow: {
    src: Uint8Array;
    dst: Uint8Array;
    srcPort: number;
    dstPort: number;
    proto: number;
    oneWay?: boolean;
    portless?: boolean;
  },
  seed = 0,
): string {
  return `1:${communityHash(flow, seed).toString('base64')}`;
}

/** The 20 bytes inside {@link communityId}. */
export function communityHash(flow: Parameters<typeof communityId>[0], seed = 0): Buffer {
  const order = Buffer.compare(flow.src, flow.dst);
  const keep =
    flow.oneWay === true || order < 0 || (order === 0 && (flow.portless === true || flow.srcPort <= flow.dstPort));
  const [a, b, p, q] = keep
    ? [flow.src, flow.dst, flow.srcPort, flow.dstPort]
    : [flow.dst, flow.src, flow.dstPort, flow.srcPort];
  const { message } = block;
  let end = message.writeUInt16BE(seed & 0xffff, 0);
  for (const address of [a, b]) {
    message.set(address, end);
    end += address.length;
  }
  end = message.writeUInt16BE((flow.proto & 0xff) << 8, end);
  if (!flow.portless) end = message.writeUInt16BE(q & 0xffff, message.writeUInt16BE(p & 0xffff, end));
  return block.digest(end);
}
