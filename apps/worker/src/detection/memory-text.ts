/** What JSON is made of; what is not defined is left out of objects. */
type Value = unknown;

/** Who writes down for so long lets others have their turn, ms. */
const PIECE_MS = 4;
/** Pieces are put together until they are so long. */
const PIECE_CHARS = 16_384;
/** Host, rules, rule, what it remembers, its keys: a key is written in one go. */
const HOST_DEPTH = 5;

/** What detectors remember, taken down and not a text yet. What is judged afterwards changes none of it. */
export interface TakenMemory {
  /** Beside the timelines, what comes before and after them: objects with at least one member. */
  readonly before: Readonly<Record<string, Value>>;
  readonly after: Readonly<Record<string, Value>>;
  /** Of each timeline its id, what it belongs to, and the memory of its detectors. */
  readonly hosts: readonly (readonly [string, Value, Value])[];
  /** Ids of timelines with times of their own. */
  readonly ownTime: readonly string[];
}

/**
 * The text of a memory, which takes ten times as long to write as to take down: in pieces, between which others have their turn.
 * @param turn resolves when it is our turn again
 */
export async function textOf(
  { before, hosts, ownTime, after }: TakenMemory,
  turn: () => Promise<void>,
): Promise<string> {
  const written: string[] = [`${JSON.stringify(before).slice(0, -1)},"timelines":{"hosts":[`];
  let began = performance.now();
  for (const [i, [id, scope, memory]] of hosts.entries()) {
    // The memory of a host is a text within the text.
    written.push(`${i > 0 ? ',' : ''}[${JSON.stringify(id)},${JSON.stringify(scope)},"`);
    let waiting = '';
    for (const piece of piecesOf(memory, HOST_DEPTH)) {
      waiting += piece;
      if (waiting.length < PIECE_CHARS) continue;
      written.push(inText(waiting));
      waiting = '';
      if (performance.now() - began < PIECE_MS) continue;
      await turn();
      began = performance.now();
    }
    written.push(inText(waiting), '"]');
  }
  written.push(`],"ownTime":${JSON.stringify(ownTime)}},${JSON.stringify(after).slice(1)}`);
  return written.join('');
}

/** As it stands within quotes. */
const inText = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What `JSON.stringify` says of a value, in pieces: members of members, so deep. */
export function* piecesOf(value: Value, depth: number): Generator<string, void> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  if (Array.isArray(value)) {
    yield '[';
    for (let i = 0; i < value.length; i++) {
      if (i > 0) yield ',';
      yield* piecesOf(value[i], depth - 1);
    }
    yield ']';
    return;
  }
  yield '{';
  let first = true;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${first ? '' : ','}${JSON.stringify(name)}:`;
    first = false;
    yield* piecesOf(member, depth - 1);
  }
  yield '}';
}
