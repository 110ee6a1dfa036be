import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chainHash, contentHash, canonicalMeta, GENESIS_HASH } from '../chain';
import type { EventMeta, RecordedEvent } from '../event-log';
import { InMemoryEventLog } from '../in-memory-event-log';
import { anEvent } from '../testing/samples';
import { writeBundle } from './bundle';
import { newSealKey, SealKey } from './seal-key';
import { entryOf, sealOnce } from './sealer';
import { entryHash, type FaultKind, LogVerifier, merkleRoot, type SignedSeal } from './verifier';

const key = new SealKey(newSealKey());
const AT = 1_795_680_000_000_000;

/** A log of three streams, sealed three times, with two events after the last seal; and the seals as an anchor keeps them. */
async function history(more = 0): Promise<{ log: InMemoryEventLog; events: RecordedEvent[]; seals: SignedSeal[] }> {
  const log = new InMemoryEventLog();
  const seals: SignedSeal[] = [];
  const write = async (stream: string, n: number) => {
    for (let i = 0; i < n; i++)
      await log.append([
        { stream, expected: 'any', appendId: randomUUID(), events: [anEvent({ i, stream }, 'domain.Told')] },
      ]);
  };
  for (let round = 0; round < 3 + more; round++) {
    await write('audit-api.1', 3);
    await write('user-1', 1);
    await write('setting-demo', 2);
    const sealed = await sealOnce(log, key, AT + round);
    if (sealed.is === 'sealed') seals.push(sealed.seal);
  }
  await write('user-1', 2);
  const { events } = await log.readAll({ after: 'start', limit: 500 });
  return { log, events: [...events], seals };
}

function check(events: readonly RecordedEvent[], anchors: readonly SignedSeal[] = [], publicKey = key.publicKey) {
  const verifier = new LogVerifier(publicKey);
  for (const event of events) verifier.feed(entryOf(event));
  return verifier.finish(anchors);
}

/** The events with all hashes and links of a stream made good again from an index on: what somebody without the key can do. */
function rechained(events: readonly RecordedEvent[], from: number): RecordedEvent[] {
  const last = new Map<string, string>();
  return events.map((event, i) => {
    const prev = last.get(event.stream) ?? GENESIS_HASH;
    const meta = i < from ? event.meta : ({ ...event.meta, prev } as EventMeta);
    const content = contentHash(Buffer.from(JSON.stringify(event.data)), Buffer.from(canonicalMeta(meta)));
    const { stream, revision, id, type } = event;
    const hash =
      i < from
        ? (event.meta.hash as string)
        : chainHash({ prev: Buffer.from(prev, 'hex'), stream, revision, id, type, content }).toString('hex');
    last.set(stream, hash);
    return { ...event, meta: { ...meta, hash } };
  });
}
const isSeal = ({ type }: RecordedEvent) => type === 'seal.LogSealed';
const swapped = <T>(list: readonly T[], a: number, b: number): T[] =>
  list.map((item, i) => (i === a ? (list[b] as T) : i === b ? (list[a] as T) : item));
/** Two events change their places, positions stay where they are. */
const exchanged = (events: readonly RecordedEvent[], a: number, b: number) =>
  swapped(events, a, b).map((event, i) => ({ ...event, position: (events[i] as RecordedEvent).position }));

describe('a sealed history', () => {
  it('is valid, whole and after each seal, and the hash is the chain’s own', async () => {
    const { events, seals } = await history();
    expect(check(events, seals)).toMatchObject({ events: 23, seals: 3, unsealed: 3, faults: [] });
    for (const event of events) expect(entryHash(entryOf(event) as never)).toBe(event.meta.hash);
  });

  it('one of two sealers wins, and an idle log is not sealed again', async () => {
    const { log } = await history();
    const [a, b] = await Promise.all([sealOnce(log, key, AT), sealOnce(log, key, AT)]);
    expect([a.is, b.is].sort()).toEqual(['raced', 'sealed']);
    expect((await sealOnce(log, key, AT)).is).toBe('nothing');
  });

  it('is made without a look at what its events say', async () => {
    const { log } = await history();
    const unread = Object.assign(Object.create(log) as InMemoryEventLog, {
      readAll: async (query: Parameters<InMemoryEventLog['readAll']>[0]) => {
        const page = await log.readAll(query);
        const closed = (event: RecordedEvent) =>
          Object.defineProperty({ ...event }, 'data', {
            get: () => {
              throw new Error('unpacked');
            },
          });
        return { ...page, events: page.events.map(closed) };
      },
    });
    expect((await sealOnce(unread, key, AT)).is).toBe('sealed');
    const { events } = await log.readAll({ after: 'start', limit: 500 });
    expect(check(events)).toMatchObject({ seals: 4, unsealed: 1, faults: [] });
  });

  it('has the root of RFC 6962', () => {
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const leaf = (text: string) => Buffer.from(text.padEnd(64, '0'), 'hex');
    expect(merkleRoot([leaf('aa')])).toBe('aa'.padEnd(64, '0'));
    expect(merkleRoot([leaf('aa'), leaf('bb'), leaf('cc')])).not.toBe(merkleRoot([leaf('aa'), leaf('cc'), leaf('bb')]));
  });
});

type Mutation = (events: readonly RecordedEvent[]) => readonly RecordedEvent[];
const at = (events: readonly RecordedEvent[], i: number) => events[i] as RecordedEvent;
/** Index 9 is in the middle of the second sealed stretch (an audit event with others of its stream behind it). */
const MUTATIONS: readonly (readonly [string, Mutation, FaultKind, number])[] = [
  ['a byte of the payload', (e) => e.map((x, i) => (i === 9 ? { ...x, data: { ...x.data, i: 7 } } : x)), 'changed', 9],
  [
    'a byte of the metadata',
    (e) => e.map((x, i) => (i === 9 ? { ...x, meta: { ...x.meta, actor: 'user:eve' } } : x)),
    'changed',
    9,
  ],
  [
    'a byte of the stored hash',
    (e) => e.map((x, i) => (i === 9 ? { ...x, meta: { ...x.meta, hash: 'ab'.repeat(32) } } : x)),
    'changed',
    9,
  ],
  ['two of one stream swapped', (e) => exchanged(e, 8, 9), 'reordered', 8],
  ['two of different streams swapped', (e) => exchanged(e, 9, 10), 'reordered', 9],
  ['one deleted in the middle', (e) => e.filter((_x, i) => i !== 9), 'missing', 10],
  ['the last of a stream deleted, within a seal', (e) => e.filter((_x, i) => i !== 19), 'missing', 20],
  ['one inserted, its stream chained anew', (e) => inserted(e, 9), 'inserted', 9],
  ['a whole new stream inserted', (e) => invented(e, 9), 'inserted', 9],
  ['a revision twice', (e) => forked(e, 9), 'forked', 10],
  [
    'all rewritten from one on, without the key',
    (e) =>
      rechained(
        e.map((x, i) => (i === 9 ? { ...x, data: { i: 7 } } : x)),
        9,
      ),
    'changed',
    9,
  ],
  ['the time of recording', (e) => e.map((x, i) => (i === 9 ? { ...x, recordedAt: 5 } : x)), 'changed', 6],
  ['a seal altered', (e) => e.map((x, i) => (i === 13 ? { ...x, data: { ...x.data, count: 6 } } : x)), 'changed', 13],
  ['a seal signed by another key', (e) => resealed(e, 13), 'forged', 13],
  ['a seal deleted', (e) => e.filter((_x, i) => i !== 13), 'missing', 14],
];

function inserted(events: readonly RecordedEvent[], i: number): RecordedEvent[] {
  const { stream, revision, position } = at(events, i);
  const later = events.map((event, n) =>
    n >= i && event.stream === stream ? { ...event, revision: event.revision + 1n } : event,
  );
  const extra = {
    ...anEvent({ i: 99 }, 'domain.Told'),
    stream,
    revision,
    position: `${position.slice(0, -1)}${Number(position.at(-1)) - 1}5`,
    recordedAt: at(events, i).recordedAt,
  };
  return rechained([...later.slice(0, i), extra as RecordedEvent, ...later.slice(i)], i);
}

function invented(events: readonly RecordedEvent[], i: number): RecordedEvent[] {
  const { position, recordedAt } = at(events, i - 1);
  const extra = {
    ...anEvent({ i: 99 }, 'domain.Told'),
    stream: 'user-eve',
    revision: 0n,
    position: `${position}5`,
    recordedAt,
  };
  return rechained([...events.slice(0, i), extra as RecordedEvent, ...events.slice(i)], i);
}

/** Another event claims the revision of one, right behind it. */
function forked(events: readonly RecordedEvent[], i: number): RecordedEvent[] {
  const one = at(events, i);
  const other = {
    ...one,
    id: randomUUID(),
    data: { i: 99 },
    position: `${one.position}5` as RecordedEvent['position'],
  };
  const before = events.slice(0, i).findLast(({ stream }) => stream === one.stream);
  const content = contentHash(Buffer.from(JSON.stringify(other.data)), Buffer.from(canonicalMeta(other.meta)));
  const { stream, revision, id, type } = other;
  const hash = chainHash({
    prev: Buffer.from(before?.meta.hash ?? GENESIS_HASH, 'hex'),
    stream,
    revision,
    id,
    type,
    content,
  }).toString('hex');
  return [...events.slice(0, i + 1), { ...other, meta: { ...other.meta, hash } }, ...events.slice(i + 1)];
}

function resealed(events: readonly RecordedEvent[], i: number): RecordedEvent[] {
  const other = new SealKey(newSealKey());
  const seal = other.seal(at(events, i).data as unknown as SignedSeal);
  return rechained(
    events.map((event, n) => (n === i ? { ...event, data: { ...seal } } : event)),
    i,
  );
}

describe('every mutation is named, with its place', () => {
  it.each(MUTATIONS)('A-78 %s', async (_name, mutate, kind, index) => {
    const { events, seals } = await history();
    expect(isSeal(at(events, 13))).toBe(true);
    const mutated = mutate(events);
    const { faults } = check(mutated, seals);
    expect([faults[0]?.kind, faults[0]?.position]).toEqual([
      kind,
      at(mutated, mutated.length < events.length ? Math.min(index, mutated.length) - 1 : index).position,
    ]);
  });

  it('without anchors a cut tail is not seen, with them it is', async () => {
    const { events, seals } = await history();
    const cut = events.slice(0, 14);
    expect(check(cut).faults).toEqual([]);
    expect(check(cut, seals).faults).toMatchObject([{ kind: 'truncated', position: at(events, 13).position, seal: 2 }]);
  });

  it('an older backup that went on: its seals are not the anchored ones', async () => {
    const { log, seals } = await history(1);
    const older = new InMemoryEventLog();
    const { events } = await log.readAll({ after: 'start', limit: 14 });
    for (const event of events)
      await older.append([
        {
          stream: event.stream,
          expected: 'any',
          appendId: randomUUID(),
          events: [{ id: event.id, type: event.type, data: event.data, meta: event.meta }],
        },
      ]);
    await older.append([
      { stream: 'user-1', expected: 'any', appendId: randomUUID(), events: [anEvent({ other: true }, 'domain.Told')] },
    ]);
    await sealOnce(older, key, AT + 9);
    const { events: all } = await older.readAll({ after: 'start', limit: 500 });
    expect(check(all, seals).faults.map(({ kind, seal }) => [kind, seal])).toContainEqual(['forked', 2]);
  });

  it('an anchor that somebody altered is no proof', async () => {
    const { events, seals } = await history();
    const altered = seals.map((seal) => (seal.n === 2 ? { ...seal, n: 7 } : seal));
    expect(check(events, altered).faults).toMatchObject([{ kind: 'forged', seal: 7 }]);
  });
});

describe('the offline verifier, alone in an empty folder', () => {
  const root = path.resolve(__dirname, '../../../..');
  const file = path.join(root, 'apps/web/public/wireledger-verify.mjs');
  let folder: string;
  let lines: string[];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-verify-'));
    copyFileSync(file, path.join(folder, 'wireledger-verify.mjs'));
    writeFileSync(path.join(folder, 'key.pem'), key.publicPem);
    const { log } = await history();
    const told = (type: string) => type === 'domain.Told';
    let text = '';
    for await (const piece of writeBundle(log, key, { from: '', to: null, whole: told, by: 'user:ada', at: AT }))
      text += piece.text;
    lines = text.trimEnd().split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const verified = (bundle: readonly string[], pem = 'key.pem') => {
    writeFileSync(path.join(folder, 'bundle.ndjson'), `${bundle.join('\n')}\n`);
    const { status, stdout } = spawnSync(process.execPath, ['wireledger-verify.mjs', 'bundle.ndjson', pem], {
      cwd: folder,
      encoding: 'utf8',
      env: {},
    });
    return { status, stdout };
  };

  const placeOf = (line: number) => (JSON.parse(lines[line] as string) as { position: string }).position;

  it('is made of this code', () => {
    const fresh = path.join(folder, 'fresh.mjs');
    execFileSync(process.execPath, [path.join(root, 'tools/build-verifier.mjs'), fresh], { env: {} });
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(fresh, 'utf8'));
  });

  it('says valid', () => {
    expect(verified(lines)).toEqual({
      status: 0,
      stdout: `valid: 21 events, 3 seals, sealed up to position ${placeOf(20)}\n`,
    });
  });

  it.each([
    ['a character', (l: string[]) => l.map((x, i) => (i === 10 ? x.replace('"i":2', '"i":3') : x)), 'changed', 10],
    ['two lines swapped', (l: string[]) => swapped(l, 10, 11), 'reordered', 10],
    ['a line deleted', (l: string[]) => l.filter((_x, i) => i !== 10), 'missing', 11],
    ['a line twice', (l: string[]) => [...l.slice(0, 11), l[10] as string, ...l.slice(11)], 'forked', 10],
    ['the tail cut off', (l: string[]) => l.slice(0, 12), 'truncated', null],
    ['the tail cut off, the end put back', (l: string[]) => [...l.slice(0, 15), l.at(-1) as string], 'truncated', null],
    [
      'the signature stripped',
      (l: string[]) => [...l.slice(0, -1), (l.at(-1) as string).replace(/"signature":"[^"]*"/, '"signature":""')],
      'forged',
      null,
    ],
    [
      'another name of who asked',
      (l: string[]) => l.map((x, i) => (i === 0 ? x.replace('ada', 'eve') : x)),
      'changed',
      null,
    ],
  ] as const)('%s: NOT VALID, and where', (_name, mutate, kind, line) => {
    const { status, stdout } = verified(mutate([...lines]));
    expect(status).toBe(1);
    const first = stdout.split('\n')[1];
    expect(first).toMatch(line === null ? `${kind}: ` : `${kind} at position ${placeOf(line)}`);
  });

  it('an unknown key vouches for nothing', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(path.join(folder, 'other.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(verified(lines, 'other.pem').stdout).toMatch(/^forged/m);
  });
});
