import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { hashOf, verifyChain } from '../chain';
import { defineEvent } from '../define-event';
import { EventCatalogue } from '../event-catalogue';
import type { NewEvent, RecordedEvent } from '../event-log';
import { InMemoryEventLog, InMemoryStore } from '../in-memory-event-log';
import { CachedSubjectKeys, KEYS_FRESH_MS } from './cached-subject-keys';
import { openText, sealText } from './field-seal';
import { InMemorySubjectKeys } from './in-memory-subject-keys';
import { PersonalCodec, UNREADABLE } from './personal-codec';
import { PersonalEventLog } from './personal-event-log';
import type { PersonalTable, SubjectOf } from './personal-fields';

const NAME = 'Erika Mustermann';
const STREAM = 'person-1';
const LABEL = 'erased person 1';
const field =
  (name: string): SubjectOf =>
  (data) =>
    typeof data[name] === 'string' ? `user:${data[name]}` : null;

const Noted = defineEvent({
  type: 'domain.Noted',
  version: 2,
  schema: z.object({ by: z.string(), about: z.string().nullable(), said: z.object({ text: z.string().max(40) }) }),
  upcasts: { 1: ({ text = '', ...data }) => ({ about: null, ...data, said: { text } }) },
});
const TABLE: PersonalTable = new Map([
  [
    Noted.type,
    [
      { path: 'said/text', of: [field('by'), field('about')] },
      { path: 'text', of: [field('by')] },
    ],
  ],
]);

function noted(text: string, more: { by?: string; about?: string | null } = {}): NewEvent {
  const { by = 'a', about = null } = more;
  return {
    id: randomUUID(),
    type: Noted.type,
    data: { by, about, said: { text } },
    meta: { $correlationId: 'c', $causationId: 'c', actor: `user:${by}`, sv: 2, occ: [1, 1] },
  };
}

function system(keys = new InMemorySubjectKeys()) {
  const store = new InMemoryStore();
  const stored = new InMemoryEventLog({ store });
  const log = new PersonalEventLog(stored, new EventCatalogue([Noted]), new PersonalCodec(TABLE, keys));
  const append = (...events: NewEvent[]) =>
    log.append([{ stream: STREAM, expected: 'any', appendId: randomUUID(), events }]);
  const read = async (from: { readStream: InMemoryEventLog['readStream'] } = log): Promise<readonly RecordedEvent[]> =>
    (await from.readStream({ stream: STREAM, limit: 100 })).events;
  return { keys, store, stored, log, append, read };
}
const textsOf = (events: readonly RecordedEvent[]) => events.map(({ data }) => (data.said as { text: string }).text);

describe('a log with sealed texts', () => {
  it('gives back what was written, and stores nothing of it in clear', async () => {
    const { store, append, read } = system();
    await append(noted(NAME), noted('quiet day'));
    expect(textsOf(await read())).toEqual([NAME, 'quiet day']);
    expect(JSON.stringify(store.all.map(({ data, meta }) => data + meta))).not.toMatch(/Erika|quiet/);
    expect(store.all[0]?.meta).toContain('"sealed":{"said/text":["user:a"]}');
  });

  it('reads a label once the key is gone, on every way out, and the chain over what is stored holds before and after', async () => {
    const { keys, stored, log, append, read } = system();
    await append(noted(NAME), noted('by another', { by: 'b' }));
    const before = await read(stored);
    await keys.destroy(['user:a'], LABEL);
    expect(textsOf(await read())).toEqual([LABEL, 'by another']);
    const all = await log.readAll({ after: 'start', limit: 10 });
    expect(textsOf(all.events)).toEqual([LABEL, 'by another']);
    const stop = new AbortController();
    for await (const message of log.subscribeAll({ after: 'start' }, stop.signal)) {
      if (message.kind === 'event') expect(textsOf([message.event])).not.toContain(NAME);
      if (message.kind === 'caughtUp') stop.abort();
    }
    expect(await read(stored)).toEqual(before);
    expect(verifyChain(await read(stored))).toBeNull();
    for (const event of await read()) expect(hashOf(event)).toBe(event.meta.hash);
  });

  it('makes a text unreadable when any of those to whom it belongs is erased', async () => {
    const { keys, append, read } = system();
    await append(noted('both', { about: 'b' }), noted('mine alone'));
    await keys.destroy(['user:b'], LABEL);
    expect(textsOf(await read())).toEqual([LABEL, 'mine alone']);
  });

  it('writes nothing down about somebody who was erased, and makes no new key for him', async () => {
    const { keys, store, append, read } = system();
    await keys.destroy(['user:a'], LABEL);
    await append(noted(NAME));
    await keys.make(['user:a']);
    expect(textsOf(await read())).toEqual([LABEL]);
    expect(store.all[0]?.data).not.toContain('Erika');
    expect((await keys.find(['user:a'])).get('user:a')).toEqual({ is: 'erased', label: LABEL });
  });

  it('reads events of older releases, stored in clear and in an older shape, and shows nothing of an erased person in them', async () => {
    const { keys, store, stored, append, read } = system();
    const old = noted(NAME);
    const v1 = { ...old, data: { by: 'a', text: NAME }, meta: { ...old.meta, sv: 1 } };
    await stored.append([{ stream: STREAM, expected: 'any', appendId: randomUUID(), events: [v1] }]);
    await append(noted('new'));
    expect(textsOf(await read())).toEqual([NAME, 'new']);
    await keys.destroy(['user:a'], LABEL);
    expect(textsOf(await read())).toEqual([LABEL, LABEL]);
    // The honest part: its bytes stay, the chain covers them.
    expect(store.all[0]?.data).toContain(NAME);
    expect(verifyChain(await read(stored))).toBeNull();
  });

  it('seals an event that is offered again to the same bytes: a retry is a duplicate', async () => {
    const { log } = system();
    const request = { stream: STREAM, expected: 'none' as const, appendId: randomUUID(), events: [noted(NAME)] };
    const [first, second] = [await log.append([request]), await log.append([request])];
    expect([first[0]?.status, second[0]?.status]).toEqual(['ok', 'duplicate']);
  });

  it('checks what is offered before it is sealed', async () => {
    await expect(system().append(noted('x'.repeat(41)))).rejects.toThrow('does not fit its schema');
  });

  it('says so where a text was changed or its key is lost, and reads on', async () => {
    const { store, append, read } = system();
    await append(noted(NAME), noted('second'));
    const [first] = store.all;
    if (!first) throw new Error('nothing stored');
    const { said } = JSON.parse(first.data) as { said: { text: string } };
    Object.assign(first, { data: first.data.replace(said.text, `${said.text.slice(0, -2)}AA`) });
    expect(textsOf(await read())).toEqual([UNREADABLE, 'second']);
    const lost = new PersonalCodec(TABLE, new InMemorySubjectKeys());
    const events = await lost.open(
      (await new InMemoryEventLog({ store }).readStream({ stream: STREAM, limit: 9 })).events,
    );
    expect(textsOf(events)).toEqual([UNREADABLE, UNREADABLE]);
  });

  it.each([
    [{ 'said/text': 'user:a' }],
    [{ 'said/text': [] }],
    [{ 'said/text': [7] }],
    [{ '__proto__/x': ['user:a'] }],
    [7],
  ])('takes metadata that lists no subjects for what it is: %j', async (sealed) => {
    const { stored, read } = system();
    const event = noted('as it stands');
    const meta = { ...event.meta, sealed } as unknown as NewEvent['meta'];
    await stored.append([{ stream: STREAM, expected: 'any', appendId: randomUUID(), events: [{ ...event, meta }] }]);
    expect(textsOf(await read())).toEqual(['as it stands']);
  });

  it('hands events without personal texts on as they are, and asks for no key', async () => {
    const keys = { find: jest.fn(), make: jest.fn(), destroy: jest.fn() };
    const codec = new PersonalCodec(TABLE, keys);
    const event = { ...noted('x'), type: 'telemetry.FlowsRecorded' };
    expect((await codec.seal([event]))[0]).toBe(event);
    expect((await codec.open([event as RecordedEvent]))[0]).toBe(event);
    expect(keys.make).not.toHaveBeenCalled();
    expect(keys.find).not.toHaveBeenCalled();
  });
});

describe('a sealed text', () => {
  const place = { event: randomUUID(), type: Noted.type, path: 'text' };
  const key = Buffer.alloc(32, 7);

  it('opens at its own place alone', () => {
    const sealed = sealText(NAME, place, [key]);
    expect(openText(sealed, place, [key])).toBe(NAME);
    for (const other of [{ event: randomUUID() }, { type: 'domain.Other' }, { path: 'reason' }])
      expect(openText(sealed, { ...place, ...other }, [key])).toBeNull();
    expect(openText(sealed, place, [Buffer.alloc(32, 8)])).toBeNull();
    expect(openText(sealed, place, [key, key])).toBeNull();
    expect(openText('AAAA', place, [key])).toBeNull();
  });

  it('shows nothing of equal texts at other places, nor of another text at the same', () => {
    const sealed = [sealText(NAME, place, [key]), sealText(NAME, { ...place, path: 'reason' }, [key])];
    expect(new Set([...sealed, sealText('Erika Mustermanx', place, [key])].map((one) => one.slice(0, 16))).size).toBe(
      3,
    );
  });
});

describe('remembered keys', () => {
  it('are looked up again after ten seconds, and a destroyed one never', async () => {
    let now = 0;
    const keys = new InMemorySubjectKeys();
    const [one, other] = [new CachedSubjectKeys(keys, () => now), new CachedSubjectKeys(keys, () => now)];
    const stateOf = async (cache: CachedSubjectKeys) => (await cache.find(['user:a'])).get('user:a')?.is;
    expect(await stateOf(other)).toBeUndefined();
    await one.make(['user:a']);
    expect([await stateOf(one), await stateOf(other)]).toEqual(['key', undefined]);
    now += KEYS_FRESH_MS;
    expect(await stateOf(other)).toBe('key');
    await one.destroy(['user:a'], LABEL);
    expect([await stateOf(one), await stateOf(other)]).toEqual(['erased', 'key']);
    now += KEYS_FRESH_MS;
    expect(await stateOf(other)).toBe('erased');
    const find = jest.spyOn(keys, 'find');
    now += 100 * KEYS_FRESH_MS;
    expect(await stateOf(other)).toBe('erased');
    expect(find).not.toHaveBeenCalled();
  });

  it('are never used longer because an answer came late: what was destroyed meanwhile stays so', async () => {
    const keys = new InMemorySubjectKeys();
    await keys.make(['user:a']);
    const late = await keys.find(['user:a']);
    let answer = (): void => undefined;
    const slow = { find: () => new Promise<typeof late>((resolve) => (answer = () => resolve(late))) };
    let first = true;
    const cache = new CachedSubjectKeys({
      find: (subjects) => (first ? slow.find() : keys.find(subjects)),
      make: (subjects) => keys.make(subjects),
      destroy: (subjects, label) => keys.destroy(subjects, label),
    });
    const asked = cache.find(['user:a']);
    first = false;
    await cache.destroy(['user:a'], LABEL);
    answer();
    expect((await asked).get('user:a')?.is).toBe('erased');
  });
});
