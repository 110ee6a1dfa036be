import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DETECTORS, rule, type Rule, RULE_SETS } from '@wireledger/detectors';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';

import { SandboxRun } from './sandbox-run';
import type { SandboxDeed, SandboxOrder, SandboxState, SandboxSummary } from './sandbox-state';
import { FakeWall } from './testing/fake-wall';
import { sampleCapture } from './testing/sample-capture';

jest.setTimeout(60_000);

const SOURCE = '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f00';
const SECONDS = 50;
/** Fires on gentle traffic. */
const BUSY: Rule = rule({
  ...{ id: 'own-busy', title: 'Busy', cooldownS: 600 },
  detector: DETECTORS.find(({ id }) => id === 'generic') as never,
  parameters: { when: '', measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 5, severity: 'low' } as never,
});
const RULES = [...RULE_SETS.recommended, BUSY];

let folder: string;
let file: string;
let order: SandboxOrder;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-sandbox-'));
  file = path.join(folder, 'stored');
  order = sampleCapture(file, SECONDS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A replay, what it kept, and its wall clock. */
class Played {
  readonly wall = new FakeWall();
  readonly kept: CutBatch[] = [];
  readonly run: SandboxRun;
  readonly done: Promise<void>;

  constructor(more: Partial<SandboxOrder> = {}, parts: { mostRecords?: number; at?: string } = {}) {
    const spec = { ...order, ...more, source: SOURCE, file: parts.at ?? file, startedUs: 0 };
    const sink = {
      offer: (_source: string, batch: CutBatch) => void this.kept.push(batch),
      congested: false,
      settled: () => Promise.resolve(),
    };
    const onUnjudged = (error: unknown) => {
      throw error;
    };
    this.run = new SandboxRun(spec, { sink, rules: RULES, wall: this.wall, onUnjudged, ...parts });
    this.done = this.run.run();
  }

  async until(fits: (summary: SandboxSummary) => boolean): Promise<SandboxState> {
    while (!fits(this.run.summary)) await turn();
    return this.run.state;
  }

  do(deed: SandboxDeed): void {
    this.run.do(deed);
  }

  async ended(): Promise<SandboxState> {
    const state = await this.until(({ phase }) => phase === 'ended');
    await this.over();
    return state;
  }

  async over(): Promise<void> {
    this.do({ deed: 'stop' });
    await this.done;
  }

  /** To a time, and what is there. */
  async sought(atUs: number): Promise<SandboxState> {
    this.do({ deed: 'seek', atUs });
    return this.until(({ phase }) => phase !== 'seeking');
  }
}

const factsOf = ({ kept }: Played) => kept.map((batch) => [batchId(SOURCE, batch.number), batch]);
/** What a replay comes to, apart from how it is being played. */
const seen = ({ speed: _speed, phase: _phase, ...rest }: SandboxState) => rest;

it('makes the same facts and alerts at any speed', async () => {
  const all: { readonly facts: unknown; readonly state: unknown }[] = [];
  for (const speed of [1, 0.1, 100, 1000, 'max'] as const) {
    const played = new Played({ speed });
    const state = await played.ended();
    expect(state).toMatchObject({ speed, packets: order.packets, atUs: order.lastUs, flowsOpen: 0 });
    all.push({ facts: factsOf(played), state: seen(state) });
  }
  const [first] = all;
  const state = first?.state as SandboxState;
  expect(state.alerts).toBeGreaterThan(0);
  expect(state.found.map(({ title }) => title)).toContain('Busy');
  expect(state.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(state.records).toBeGreaterThan(50);
  for (const one of all) expect(one).toEqual(first);
});

it('takes as long at 1× as was recorded', async () => {
  const played = new Played();
  const began = played.wall.us;
  await played.ended();
  const took = played.wall.us - began;
  expect(Math.abs(took - (order.lastUs - order.firstUs))).toBeLessThan(1_000_000);
});

it('stands still while it is paused: no packet, no flow that ends, no window that expires', async () => {
  const played = new Played();
  await played.until(({ atUs }) => atUs > order.firstUs + 20e6);
  played.do({ deed: 'pause' });
  await turn();
  await turn();
  const before = played.run.state;
  const facts = played.kept.length;
  expect(before.phase).toBe('paused');
  expect(before.flowsOpen).toBeGreaterThan(0);
  played.wall.us += 3600e6;
  played.do({ deed: 'speed', speed: 100 });
  for (let i = 0; i < 20; i++) await turn();
  expect(played.run.state).toEqual({ ...before, speed: 100 });
  expect(played.kept).toHaveLength(facts);
  played.do({ deed: 'play' });
  const whole = new Played({ speed: 'max' });
  expect(seen(await played.ended())).toEqual(seen(await whole.ended()));
  expect(factsOf(played)).toEqual(factsOf(whole));
});

it('sought backwards shows what a fresh play to that point shows, and keeps nothing twice', async () => {
  const moved = new Played({ speed: 'max' });
  await moved.until(({ phase }) => phase === 'ended');
  for (const second of [40, 7, 23]) {
    const fresh = new Played({ speed: 1 });
    await fresh.until(({ atUs }) => atUs >= order.firstUs + second * 1e6);
    fresh.do({ deed: 'pause' });
    for (let i = 0; i < 5; i++) await turn();
    const there = fresh.run.state;
    const back = await moved.sought(there.atUs);
    expect(seen(back)).toEqual(seen(there));
    expect(back.phase).toBe('paused');
    const forward = new Played({ paused: true });
    expect(seen(await forward.sought(there.atUs))).toEqual(seen(there));
    await Promise.all([fresh.over(), forward.over()]);
  }
  moved.do({ deed: 'play' });
  await moved.ended();
  const whole = new Played({ speed: 'max' });
  await whole.ended();
  expect(factsOf(moved)).toEqual(factsOf(whole));
});

it('goes from the time of a packet to that of the next one', async () => {
  const played = new Played({ paused: true });
  const first = await played.until(({ packets }) => packets > 0);
  expect(first).toMatchObject({ atUs: order.firstUs, phase: 'paused' });
  let before = first;
  for (let i = 0; i < 5; i++) {
    played.do({ deed: 'step' });
    const next = await played.until(({ packets }) => packets > before.packets);
    expect(next.atUs).toBeGreaterThan(before.atUs);
    expect(next.phase).toBe('paused');
    before = next;
  }
  for (let i = 0; i < 10; i++) await turn();
  expect(played.run.state).toEqual(before);
  await played.over();
});

it('changes its speed at once, and plays from the beginning after the end', async () => {
  const played = new Played({ speed: 0.1 });
  await played.until(({ packets }) => packets > 3);
  const began = played.wall.us;
  played.do({ deed: 'speed', speed: 1000 });
  const end = await played.until(({ phase }) => phase === 'ended');
  expect(played.wall.us - began).toBeLessThan(1e6);
  played.do({ deed: 'speed', speed: 1 });
  played.do({ deed: 'play' });
  const again = await played.until(({ phase }) => phase === 'playing');
  expect(again.packets).toBeLessThan(end.packets);
  await played.over();
  expect(played.run.state).toMatchObject({ phase: 'stopped', reason: 'stopped by a person' });
});

it('goes where it was sent last, also when it is played at its end meanwhile', async () => {
  const played = new Played({ speed: 'max' });
  await played.until(({ phase }) => phase === 'ended');
  played.do({ deed: 'speed', speed: 0.1 });
  const atUs = order.firstUs + 30e6;
  played.do({ deed: 'seek', atUs });
  played.do({ deed: 'play' });
  const there = await played.until(({ phase }) => phase === 'playing');
  expect(there.atUs - atUs).toBeLessThan(5e6);
  expect(there.atUs).toBeGreaterThanOrEqual(atUs);
  await played.over();
});

it('times out of its range are its ends', async () => {
  const played = new Played({ paused: true });
  expect(await played.sought(order.lastUs + 5e6)).toMatchObject({ phase: 'ended', atUs: order.lastUs });
  expect(await played.sought(0)).toMatchObject({ phase: 'paused', atUs: order.firstUs });
  await played.over();
});

it('ends with its reason at the bound of what is kept, when nobody steers it, and when the file is none', async () => {
  const bounded = new Played({ speed: 'max' }, { mostRecords: 30 });
  await bounded.done;
  expect(bounded.run.state).toMatchObject({
    phase: 'stopped',
    reason: expect.stringMatching(/^it has made 30 records, as many as a sandbox keeps/),
  });
  expect(bounded.kept.reduce((sum, { payload }) => sum + payload.n, 0)).toBeLessThanOrEqual(30);
  const idle = new Played({ paused: true });
  idle.wall.idles = true;
  idle.do({ deed: 'pause' });
  await idle.done;
  expect(idle.run.state).toMatchObject({ phase: 'stopped', reason: 'nobody has steered it for 30 minutes' });
  const none = path.join(folder, 'none');
  writeFileSync(none, 'no capture at all, only text that goes on');
  for (const at of [none, path.join(folder, 'gone')]) {
    const broken = new Played({}, { at });
    await broken.done;
    expect(broken.run.state).toMatchObject({
      phase: 'failed',
      reason: expect.stringMatching(/is not a capture|is not there any more/),
    });
  }
});
