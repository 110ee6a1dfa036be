import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run } from '../testing/frames';

/** A readable packet of that type, of 16 bytes. */
const packet = (type: number): string => `\0\0\0\x0c\x04${String.fromCharCode(type)}${'x'.repeat(10)}`;
const [KEXINIT, NEWKEYS] = [packet(20), packet(21)];
const OPENING: readonly Said[] = [
  ['<', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['>', 'SSH-2.0-libssh_0.11\r\n'],
  ['>', KEXINIT],
  ['<', KEXINIT + packet(31) + NEWKEYS],
  ['>', NEWKEYS],
];
/** Sizes in turns: of the client when positive, of the server when negative. */
const sizes = (...turns: readonly number[]): Said[] =>
  turns.map((size) => [size > 0 ? '>' : '<', 'e'.repeat(Math.abs(size))]);

function outcome(said: readonly Said[], dport = 22) {
  const { batches } = run(talk(said, { ...ENDS, dport }));
  const auth = rows(batches, 'auth');
  expect(auth.length).toBeLessThanOrEqual(1);
  return { told: auth[0], app: rows(batches, 'flow').at(-1)?.app };
}

describe('signing in over SSH', () => {
  it.each<[string, readonly number[], string, number]>([
    ['refusals', [56, -56, 72, -56, 376, -56, 152, -56], 'likelyFailure', 2],
    ['a success at last', [64, -64, 80, -80, 96, -80, 96, -48, 112, -776], 'likelySuccess', 2],
    ['a success that ends the connection', [64, -64, 80, -80, 96, -48], 'likelySuccess', 1],
    ['a success without a question for methods', [44, -44, 652, -28, 112], 'likelySuccess', 1],
    ['a question for methods and nothing else', [64, -64, 80, -80, 64], 'unknown', 0],
    ['a scan that leaves', [], 'unknown', 0],
    ['answers in pieces', [56, -56, 72, -56, 376, -56, -300], 'likelyFailure', 1],
    ['questions in pieces', [56, -56, 30, 42, -56, 300, 76, -40], 'likelySuccess', 1],
    ['a talk longer than any sign-in', Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 36 : -36)), 'likelySuccess', 1],
  ])('with %s', (_what, turns, likely, count) => {
    expect(outcome([...OPENING, ...sizes(...turns)]).told).toMatchObject({ outcome: likely, count });
  }); // prettier-ignore

  it('tells the software of both, and is found on any port', () => {
    const { told, app } = outcome([...OPENING, ...sizes(56, -56)], 2222);
    expect(app).toBe('ssh');
    expect(told).toMatchObject({ service: 'ssh', mechanism: 'ssh', user: '', cleartext: 0, code: 0 });
    expect([told?.clientSoftware, told?.serverSoftware]).toEqual(['SSH-2.0-libssh_0.11', 'SSH-2.0-OpenSSH_9.6']);
  });

  it('reads packets that come in any pieces', () => {
    const said = OPENING.flatMap(([side, text]) => [...String(text)].map((letter): Said => [side, letter]));
    expect(outcome([...said, ...sizes(56, -56, 72, -56, 376, -40)]).told).toMatchObject({ outcome: 'likelySuccess' });
  });

  it('tells nothing of sizes behind a loss', () => {
    const said: Said[] = [...OPENING, ...sizes(56, -56, 72, -56), ['<', 80], ...sizes(-40, 300)];
    expect(outcome(said).told).toMatchObject({ outcome: 'unknown', count: 0 });
  });

  it('is not told of a port where something else speaks', () => {
    expect(outcome([['<', 'hello\r\n'], ['>', 'x\r\n']]).told).toBeUndefined(); // prettier-ignore
  });
});
