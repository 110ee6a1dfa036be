import { setImmediate as turn } from 'node:timers/promises';

import { encode } from './codec';
import { storedPayload } from './stored-payload';

const payload = { n: 3, cols: { src: Array.from({ length: 100 }, () => '10.0.0.1') } };
const bytes = Buffer.from(JSON.stringify(payload));

it('unpacks a batch when it is asked for, and then once', () => {
  const packed = encode('telemetry', bytes);
  expect(packed.codec).toBe(1);
  const ask = storedPayload(packed.codec, packed.bytes);
  const first = ask();
  expect(first).toEqual(payload);
  expect(ask()).toBe(first);
});

it('is unpacked anew in another turn of the event loop, when it is not to be kept', async () => {
  const { codec, bytes: packed } = encode('telemetry', bytes);
  const ask = storedPayload(codec, packed, false);
  const first = ask();
  expect(ask()).toBe(first);
  await turn();
  const second = ask();
  expect(second).not.toBe(first);
  expect(second).toEqual(payload);
});

it('a damaged batch hurts only whoever asks for it, each time', () => {
  const { codec, bytes: packed } = encode('telemetry', bytes);
  const ask = storedPayload(codec, packed.subarray(0, packed.length - 9));
  expect(ask).toThrow();
  expect(ask).toThrow();
});

it('what is not compressed is read at once', () => {
  const { codec, bytes: plain } = encode('domain', bytes);
  expect(storedPayload(codec, plain)()).toEqual(payload);
  expect(() => storedPayload(codec, plain.subarray(1))).toThrow(SyntaxError);
  expect(() => storedPayload(7, plain)()).toThrow('codec 7');
});
