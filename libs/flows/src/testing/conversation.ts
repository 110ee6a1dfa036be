import { ACK, back, FIN, SYN, tcp, type Endpoints, type Happening } from './frames';

export const ENDS: Endpoints = { src: '192.0.2.10', dst: '198.51.100.80' };

/** `>` = the client says it, `<` = the server; a number = so many bytes that are lost on the way to us. */
export type Said = readonly [side: '>' | '<', said: string | number];

/** A connection in which both sides say this, a segment each, a millisecond apart. */
export function* talk(lines: readonly Said[], ends = ENDS): Generator<Happening> {
  const next = { '>': 1001, '<': 5001 };
  let at = 0;
  yield [at, tcp(ends, SYN, 1000)];
  yield [(at += 0.001), tcp(back(ends), SYN | ACK, 5000)];
  for (const [side, said] of lines) {
    const from = side === '>' ? ends : back(ends);
    if (typeof said === 'number') next[side] += said;
    else {
      yield [(at += 0.001), acking(tcp(from, ACK, next[side], said), next[side === '>' ? '<' : '>'])];
      next[side] += said.length;
    }
  }
  yield [(at += 0.001), acking(tcp(ends, FIN | ACK, next['>']), next['<'])];
  yield [(at += 0.001), acking(tcp(back(ends), FIN | ACK, next['<']), next['>'] + 1)];
}
function acking(frame: Buffer, ack: number): Buffer {
  frame.writeUInt32BE(ack, 42);
  return frame;
}
