import type { CaptureFacts } from '@wireledger/events';

import { importSource, type StoredCapture, type StoredCaptureCommand, storedCaptureDecider } from './stored-capture';

const ANN = 'user:ann';
const BEN = 'user:ben';
const CONTENT = 'ab'.repeat(32);
const FACTS: CaptureFacts = {
  ...{ sha256: 'cd'.repeat(32), contentSha256: CONTENT, source: importSource(CONTENT), name: 'office.pcap' },
  ...{ sizeBytes: 10, unpackedBytes: 20, format: 'pcap', packing: 'gzip', packets: 3, bytes: 200, flows: 1 },
  ...{ firstUs: 1, lastUs: 2, linkTypes: [1], truncated: false, warnings: [] },
};
const { decide, evolve } = storedCaptureDecider;
const tell = (state: StoredCapture | null, command: StoredCaptureCommand) => {
  const events = decide(state, command);
  return { types: events.map(({ type }) => type.slice('domain.'.length)), state: events.reduce(evolve, state) };
};
const act = (by = ANN) => ({ by, at: 7 });
const kept = () => tell(null, { type: 'keep', facts: FACTS, ...act() }).state;

it('is kept once, deleted, and kept again by whoever gives it again', () => {
  expect(tell(kept(), { type: 'keep', facts: FACTS, ...act(BEN) })).toMatchObject({ types: [], state: { by: ANN } });
  const deleted = tell(kept(), { type: 'delete', reason: ' old ', ...act() });
  expect(deleted).toMatchObject({ types: ['CaptureDeleted'], state: { deleted: true } });
  expect(tell(deleted.state, { type: 'keep', facts: FACTS, ...act(BEN) })).toMatchObject({
    types: ['CaptureUploaded'],
    state: { by: BEN, deleted: false },
  });
});

it('is imported once however often it is asked for, stopped, and goes on', () => {
  const importing = tell(kept(), { type: 'import', ...act() });
  expect(importing).toMatchObject({ types: ['CaptureImportRequested'], state: { import: 'requested' } });
  expect(tell(importing.state, { type: 'import', ...act(BEN) }).types).toEqual([]);
  const stopped = tell(importing.state, { type: 'stopImport', ...act() });
  expect(stopped).toMatchObject({ types: ['CaptureImportStopped'], state: { import: 'stopped' } });
  expect(tell(stopped.state, { type: 'stopImport', ...act() }).types).toEqual([]);
  expect(tell(stopped.state, { type: 'import', ...act() }).state).toMatchObject({ import: 'requested' });
});

it.each(['delete', 'import', 'stopImport'] as const)('%s: there must be one', (type) => {
  const command = { type, reason: null, ...act() } as StoredCaptureCommand;
  const deleted = tell(kept(), { type: 'delete', reason: null, ...act() }).state;
  for (const state of [null, deleted])
    expect(() => decide(state, command)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

it.each(['', '  ', 'x'.repeat(501)])('a reason is one, and not endless', (reason) => {
  expect(() => decide(kept(), { type: 'delete', reason, ...act() })).toThrow(/reason/i);
});

it('the same content has the same source', () => {
  expect(importSource(CONTENT)).toBe(importSource(CONTENT));
  expect(importSource(CONTENT)).not.toBe(importSource('00'.repeat(32)));
});
