/** Counts the packets of a second that nobody else sees, for `TrafficSampler`, which takes them out when the second is over. */
import { ORIGINAL, SAMPLE_DOUBLES, SAMPLES, SIDE } from '../src/core-layout';
import { Bit, FLAGS, MISC } from '../src/flow-layout';
import { flowAt } from './flow-store';
import { frame, frameDouble } from './memory';

const PACKETS = 0;
const BYTES_IN = 8;
const BYTES_OUT = 16;

/** Counts the packet in `FRAME`, of the flow at `base`. */
export function sample(base: i32): void {
  const flow = flowAt(base);
  const at = SAMPLES + ((load<i32>(flow, FLAGS * 4) >>> 16) & 0xff) * (SAMPLE_DOUBLES * 8);
  store<f64>(at, load<f64>(at, PACKETS) + 1, PACKETS);
  const receiver: i32 = frame(SIDE) === 0 ? Bit.B_INSIDE : Bit.A_INSIDE;
  if ((load<i32>(flow, MISC * 4) & receiver) !== 0)
    store<f64>(at, load<f64>(at, BYTES_IN) + frameDouble(ORIGINAL), BYTES_IN);
  else store<f64>(at, load<f64>(at, BYTES_OUT) + frameDouble(ORIGINAL), BYTES_OUT);
}
