import { z } from 'zod';

import { defineEvent, NewerVersion } from './define-event';
import { EventCatalogue } from './event-catalogue';
import { InMemoryEventLog, InMemoryStore } from './in-memory-event-log';
import { InvalidAppend } from './event-log';
import { anEvent, appended, aStream } from './testing';

const Moved = defineEvent({
  type: 'domain.ThingMoved',
  version: 3,
  schema: z.object({ from: z.string(), to: z.string(), reason: z.string() }),
  upcasts: {
    1: (old) => ({ ...old, from: 'unknown' }),
    2: (old) => ({ ...old, reason: '' }),
  },
});

describe('defineEvent', () => {
  it('reads each older version through all upcasts, the current one as it is', () => {
    expect(Moved.read({ sv: 1, data: { to: 'b' } })).toEqual({ from: 'unknown', to: 'b', reason: '' });
    expect(Moved.read({ sv: 2, data: { from: 'a', to: 'b' } })).toEqual({ from: 'a', to: 'b', reason: '' });
    expect(Moved.read({ sv: 3, data: { from: 'a', to: 'b', reason: 'c', more: 1 } })).toHaveProperty('more', 1);
    expect(() => Moved.read({ sv: 4, data: {} })).toThrow(NewerVersion);
  });

  it('creates only what fits, at the current version', () => {
    const data = { from: 'a', to: 'b', reason: 'c' };
    expect(Moved.create(data)).toEqual({ type: 'domain.ThingMoved', version: 3, data });
    expect(() => Moved.create({ ...data, to: 7 as unknown as string })).toThrow(z.ZodError);
  });

  it('refuses a definition without a way from an older version', () => {
    const schema = z.object({});
    expect(() => defineEvent({ type: 'domain.X', version: 3, schema, upcasts: { 1: (old) => old } })).toThrow(
      'version 2',
    );
  });
});

describe('catalogue at the edge of a log', () => {
  const older = defineEvent({ type: 'domain.ThingMoved', version: 1, schema: z.object({ to: z.string() }) });

  it('upcasts what an older release wrote, leaves its chain hash alone, and checks what is offered', async () => {
    const store = new InMemoryStore();
    const stream = aStream();
    const before = new InMemoryEventLog({ store, catalogue: new EventCatalogue([older]) });
    const { hash } = await appended(before, stream, 'none', [anEvent({ to: 'b' }, 'domain.ThingMoved')]);
    const now = new InMemoryEventLog({ store, catalogue: new EventCatalogue([Moved]) });
    const [event] = (await now.readStream({ stream, limit: 1 })).events;
    expect(event).toMatchObject({ data: { from: 'unknown', to: 'b', reason: '' }, meta: { sv: 3, hash } });
    const stale = anEvent({ to: 'c' }, 'domain.ThingMoved');
    await expect(appended(now, stream, 0n, [stale])).rejects.toThrow(InvalidAppend);
    const wrong = { ...stale, meta: { ...stale.meta, sv: 3 } };
    await expect(appended(now, stream, 0n, [wrong])).rejects.toThrow('does not fit its schema');
  });

  it('refuses one type twice', () => {
    expect(() => new EventCatalogue([Moved, older])).toThrow('twice');
  });
});
