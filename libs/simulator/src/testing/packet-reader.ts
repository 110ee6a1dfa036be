/**
 * A second opinion on frames for the specs: reads headers and checks every checksum by the plain definition of RFC 1071 (32-bit sums with end-around
 * carry over the whole packet), sharing nothing with the code that wrote them.
 */
export interface ReadPacket {
  readonly etherType: number;
  readonly src: string;
  readonly dst: string;
  readonly proto: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  readonly icmpType: number;
}

const none: ReadPacket = {
  etherType: 0,
  src: '',
  dst: '',
  proto: 0,
  srcPort: 0,
  dstPort: 0,
  flags: 0,
  payload: new Uint8Array(0),
  icmpType: -1,
};

/** @throws Error when a length or a checksum is wrong */
export function readPacket(frame: Uint8Array): ReadPacket {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 60) throw new Error('frame shorter than Ethernet allows');
  const etherType = view.getUint16(12);
  if (etherType === 0x0806) return { ...none, etherType };
  const v6 = etherType === 0x86dd;
  if (!v6 && etherType !== 0x0800) throw new Error(`EtherType ${etherType}`);
  const size = v6 ? 16 : 4;
  const addressAt = 14 + (v6 ? 8 : 12);
  const transportAt = 14 + (v6 ? 40 : 20);
  const length = v6 ? view.getUint16(18) : view.getUint16(16) - 20;
  const proto = frame[v6 ? 20 : 23] as number;
  if (!v6 && carrySum(frame.subarray(14, 34)) !== 0xffff) throw new Error('IPv4 header checksum');
  const addresses = frame.subarray(addressAt, addressAt + 2 * size);
  const body = frame.subarray(transportAt, transportAt + length);
  if (body.length !== length || frame.length !== Math.max(60, transportAt + length)) throw new Error('length');
  const pseudo = new Uint8Array(2 * size + 8);
  pseudo.set(addresses);
  new DataView(pseudo.buffer).setUint32(2 * size, length);
  pseudo[2 * size + 7] = proto;
  const covered = proto === 1 ? body : Uint8Array.from([...pseudo, ...body]);
  if (carrySum(covered) !== 0xffff) throw new Error(`checksum of protocol ${proto}`);
  if (proto === 17 && view.getUint16(transportAt + 6) === 0) throw new Error('UDP checksum left out');
  const ports = proto === 6 || proto === 17;
  const headerLength = proto === 6 ? ((body[12] as number) >> 4) * 4 : 8;
  return {
    etherType,
    src: hex(addresses.subarray(0, size)),
    dst: hex(addresses.subarray(size)),
    proto,
    srcPort: ports ? view.getUint16(transportAt) : 0,
    dstPort: ports ? view.getUint16(transportAt + 2) : 0,
    flags: proto === 6 ? (body[13] as number) : 0,
    payload: body.subarray(headerLength),
    icmpType: proto === 1 || proto === 58 ? (body[0] as number) : -1,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function carrySum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] as number) * 256 + (bytes[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}
