const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32BE(value >>> 0, i * 4));
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
/** A sample or an element of one: format number and content. */
const part = (format: number, content: Buffer): Buffer => Buffer.concat([words(format, content.length), content]);

/** A flow sample of an Ethernet frame of which `frame` was kept, `original` bytes on the wire without its check sequence; one packet in `rate`. */
export function flowSample(frame: Buffer, original: number, rate: number, wide = false): Buffer {
  const header = part(
    1,
    Buffer.concat([words(1, Math.min(original + 4, 0xffff_ffff), 4, frame.length), padded(frame)]),
  );
  const fixed = wide ? [1, 0, 3, rate, 1000, 0, 0, 3, 0, 4, 1] : [1, 3, rate, 1000, 0, 3, 4, 1];
  return part(wide ? 3 : 1, Buffer.concat([words(...fixed), header]));
}

/** A sample of interface counters. */
export const counterSample = (): Buffer => part(2, Buffer.concat([words(1, 3, 1), part(1, Buffer.alloc(88))]));

/** A datagram of sFlow version 5 of the agent 192.0.2.200. */
export const sflow = (sequence: number, ...samples: readonly Buffer[]): Buffer =>
  Buffer.concat([words(5, 1), Buffer.from([192, 0, 2, 200]), words(7, sequence, 60_000, samples.length), ...samples]);
