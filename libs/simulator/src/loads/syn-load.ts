import { formatIp } from '@wireledger/kernel';
import type { Frame } from '../frame';
import { endpoint } from '../network/hosts';
import { Random } from '../random';
import { TCP_SYN, tcpFrame } from '../wire/frames';
import type { LoadOptions } from './load-options';

/** Sources are of 198.18.0.0/15, the range for benchmarks (RFC 2544, appendix C.2.2), 2¹⁷ addresses with 2⁷ ports each. */
const FIRST_SOURCE = 0xc612_0000;
const SOURCE_MASK = 0x1_ffff;
const SOURCE_BITS = 17;
const PORT_STEP = 503;
const FIRST_PORT = 1024;
const FLOWS = 0x100_0000;
/** Odd: multiplied by it the numbers below 2²⁴ are the same numbers in another order. */
const SHUFFLE = 0x9e_3779;
const WINDOW = 64_240;
const MSS = Uint8Array.of(2, 4, 0x05, 0xb4);
const NOTHING = new Uint8Array(0);
const SOURCE_MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const TARGET_MAC = Uint8Array.of(2, 0, 0, 0, 0, 2);

/**
 * A SYN flood and nothing else: `count` SYNs, each from an address and port of its own, spread evenly over the time. Every one is a flow that nobody
 * answers. The same options give the same bytes.
 *
 * @throws RangeError when there are not so many addresses and ports
 */
export function* synLoad({ seed, startUs, durationS, count }: LoadOptions): Generator<Frame, void, undefined> {
  if (!(Number.isInteger(count) && count >= 1 && count <= FLOWS)) throw new RangeError(`count must be 1 to ${FLOWS}`);
  const random = new Random(seed, 2);
  const target = endpoint('192.0.2.80', TARGET_MAC, 64);
  const first = random.uint32();
  for (let i = 0; i < count; i++) {
    const place = Math.imul(first + i, SHUFFLE) & (FLOWS - 1);
    const ip = addressOf(place & SOURCE_MASK);
    const source = { mac: SOURCE_MAC, ip, address: formatIp(ip), ttl: 52 };
    const header = {
      srcPort: FIRST_PORT + (place >>> SOURCE_BITS) * PORT_STEP,
      dstPort: 80,
      seq: random.uint32(),
      ack: 0,
      flags: TCP_SYN,
      window: WINDOW,
      options: MSS,
    };
    const timeUs = startUs + Math.floor((i * durationS * 1e6) / count);
    yield { timeUs, bytes: tcpFrame(source, target, header, NOTHING, i) };
  }
}

function addressOf(n: number): Uint8Array {
  const ip = new Uint8Array(4);
  new DataView(ip.buffer).setUint32(0, FIRST_SOURCE + n);
  return ip;
}
