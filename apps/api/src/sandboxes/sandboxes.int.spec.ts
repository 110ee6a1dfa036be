import { createHash, randomUUID } from 'node:crypto';
import { importSource, storedCaptureDecider } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';
import { pcapStream } from '@wireledger/events';

import { TestApi, until } from '../testing/test-api';
import type { SeenSandboxAlert, SeenSandboxFlow } from './sandbox-sensor';

const FIRST = 1_764_400_000_000_000;
const FLOW: SeenSandboxFlow = {
  ...{ flow: 3, ended: '', src: '10.0.0.5', dst: '192.0.2.7', srcPort: 51_000, dstPort: 443, proto: 6, app: 'tls' },
  ...{ state: 'S1', history: 'ShA', first: FIRST, last: FIRST + 5, srcPackets: 2, dstPackets: 1, srcBytes: 120 },
  ...{ dstBytes: 60, retransmissions: 1, rtt: 1500 },
};
const ALERT: SeenSandboxAlert = {
  ...{ id: randomUUID(), rule: 'fast-scan', version: 2, title: 'Scan', kind: 'port_scan_vertical', severity: 'high' },
  ...{ entity: '10.0.0.5 → 192.0.2.7', src: '10.0.0.5', dst: '192.0.2.7', dport: null, first: FIRST, last: FIRST },
  ...{ value: 30, threshold: 20, unit: 'ports', summary: '10.0.0.5 asked 30 ports of 192.0.2.7', ended: false },
};

describe('sandbox replays', () => {
  let api: TestApi;
  let operator: string;
  beforeAll(async () => {
    api = await TestApi.start();
    operator = await api.person('OPERATOR');
  });
  afterAll(() => api.stop());

  /** A capture of the library; its id. */
  async function aCapture(packets = 7): Promise<string> {
    const sha256 = createHash('sha256').update(randomUUID()).digest('hex');
    const facts = {
      ...{ sha256, contentSha256: sha256, source: importSource(sha256), name: 'a.pcap', sizeBytes: 1 },
      ...{ unpackedBytes: 1, format: 'pcap' as const, packing: 'none' as const, packets, bytes: 1, flows: 1 },
      ...{ firstUs: packets ? FIRST : null, lastUs: packets ? FIRST + 60e6 : null, linkTypes: [1] },
      ...{ truncated: false, warnings: [] },
    };
    const context = { actor: 'system:test', correlationId: 'c', causationId: 'k', at: 1 };
    const keep = { type: 'keep', facts, by: 'user:x', at: 1 } as const;
    await handleCommand(api.log, storedCaptureDecider, pcapStream(sha256), keep, context);
    return sha256;
  }
  async function run<T>(text: string, token = operator): Promise<{ done?: T; code?: unknown; message?: string }> {
    const { data, errors } = await api.query(text, { token });
    if (errors) return { code: errors[0]?.extensions.code, message: errors[0]?.message ?? '' };
    return { done: (data as { done: T }).done };
  }
  const start = async (capture: string, more = '') =>
    (await run<{ id: string }>(`mutation { done: startSandboxReplay(capture: "${capture}"${more}) { id } }`)).done
      ?.id as string;
  const steer = (id: string, order: string) =>
    run(`mutation { done: steerSandboxReplay(id: "${id}", ${order}) { phase speed at reason } }`);

  it('show how many packets there are over the time of a capture', async () => {
    const capture = await aCapture();
    const density = (of: string, token?: string) =>
      run<object>(`{ done: captureDensity(${of}) { from widthSeconds packets } }`, token);
    expect((await density(`capture: "${capture}", buckets: 3`)).done).toEqual({
      ...{ from: '2025-11-29T07:06:40.000000Z', widthSeconds: 1, packets: [0, 1, 2] },
    });
    expect(await density(`capture: "${capture}", buckets: 601`)).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await density(`capture: "${await aCapture(0)}"`)).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await density(`capture: "${'0'.repeat(64)}"`)).toMatchObject({ code: 'NOT_FOUND' });
    api.sensor.gone.add(capture);
    expect(await density(`capture: "${capture}"`)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await density(`capture: "${capture}"`, await api.person('VIEWER'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are begun with what the library knows of the capture, listed, steered and stopped', async () => {
    const capture = await aCapture();
    const id = await start(capture, ', speed: 10, paused: true');
    expect(api.sensor.played[0]).toMatchObject({
      ...{ sha256: capture, firstUs: FIRST, lastUs: FIRST + 60e6, packetsInAll: 7, speed: 10, phase: 'paused' },
      by: expect.stringMatching(/^user:/),
    });
    await start(await aCapture());
    expect(api.sensor.played[0]).toMatchObject({ speed: 'max', phase: 'playing' });
    const listed = await run(
      `{ done: sandboxReplays(capture: "${capture}") { id phase speed at firstPacket reason } }`,
    );
    expect(listed.done).toEqual(
      [
        {
          id,
          phase: 'paused',
          speed: 10,
          at: '2025-11-29T07:06:40.000000Z',
          firstPacket: '2025-11-29T07:06:40.000000Z',
        },
      ].map((one) => ({ ...one, reason: null })),
    );
    expect((await steer(id, 'deed: PLAY')).done).toMatchObject({ phase: 'playing' });
    expect((await steer(id, 'deed: SPEED')).done).toMatchObject({ speed: null });
    expect((await steer(id, 'deed: SPEED, speed: 0.5')).done).toMatchObject({ speed: 0.5 });
    expect((await steer(id, 'deed: SEEK, at: "2025-11-29T07:07:00.5Z"')).done).toMatchObject({
      at: '2025-11-29T07:07:00.500000Z',
    });
    expect((await steer(id, 'deed: STOP')).done).toMatchObject({ phase: 'stopped', reason: 'stopped by a person' });
    expect(await steer(id, 'deed: PLAY')).toMatchObject({ code: 'REPLAY_OVER' });
  });

  it('refuse what cannot be, with the reason', async () => {
    const id = await start(await aCapture());
    const wrong = { code: 'BAD_USER_INPUT', message: 'A speed is 0.1 to 1000, or left out: as fast as possible.' };
    for (const speed of ['0', '-1', '1000.5', '0.09']) {
      expect(await steer(id, `deed: SPEED, speed: ${speed}`)).toEqual(wrong);
      const begun = await run(
        `mutation { done: startSandboxReplay(capture: "${await aCapture()}", speed: ${speed}) { id } }`,
      );
      expect(begun).toEqual(wrong);
    }
    expect(await steer(id, 'deed: SEEK')).toMatchObject({ code: 'BAD_USER_INPUT' });
    for (const bad of ['0'.repeat(64), '../etc/passwd'])
      expect(await run(`mutation { done: startSandboxReplay(capture: "${bad}") { id } }`)).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect(await run(`mutation { done: startSandboxReplay(capture: "${await aCapture(0)}") { id } }`)).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await steer(randomUUID(), 'deed: PAUSE')).toMatchObject({ code: 'NOT_FOUND' });
    api.sensor.away = true;
    expect(await steer(id, 'deed: PAUSE')).toMatchObject({ code: 'SENSOR_UNREACHABLE' });
    expect(await run('{ done: sandboxReplays { id } }')).toMatchObject({ code: 'SENSOR_UNREACHABLE' });
    api.sensor.away = false;
    const scoped = await api.person('OPERATOR', { port: [53] });
    expect(await run('{ done: sandboxReplays { id } }', scoped)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run('{ done: sandboxReplays { id } }', await api.person('AUDITOR'))).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('of one capture are compared: numbers, records, and alerts side by side', async () => {
    const capture = await aCapture();
    const [one, other] = [await start(capture), await start(capture)];
    const set = (id: string, more: object) =>
      (api.sensor.played = api.sensor.played.map((replay) => (replay.id === id ? { ...replay, ...more } : replay)));
    const found = [ALERT, { ...ALERT, id: randomUUID(), rule: 'gone' }];
    set(one, { found, alerts: 2, packets: 7, digest: 'aa' });
    set(other, { found: [{ ...ALERT, version: 3, value: 40 }], alerts: 1, packets: 5 });
    const compare = (before: string, after: string, token?: string) =>
      run<{ readonly complete: boolean }>(
        `{ done: compareSandboxReplays(before: "${before}", after: "${after}") { before { id packets } after { id packets }
           sameRecords complete alerts { difference before { rule ruleVersion value } after { ruleVersion value } } } }`,
        token,
      );
    expect((await compare(one, other)).done).toEqual({
      ...{ before: { id: one, packets: 7 }, after: { id: other, packets: 5 }, sameRecords: null, complete: true },
      alerts: [
        {
          difference: 'CHANGED',
          ...{ before: { rule: 'fast-scan', ruleVersion: 2, value: 30 }, after: { ruleVersion: 3, value: 40 } },
        },
        { difference: 'REMOVED', before: { rule: 'gone', ruleVersion: 2, value: 30 }, after: null },
      ],
    });
    set(other, { digest: 'aa', alerts: 101 });
    expect((await compare(one, other)).done).toMatchObject({ sameRecords: true, complete: false });
    set(other, { digest: 'bb' });
    expect((await compare(one, other)).done).toMatchObject({ sameRecords: false });
    expect(await compare(one, await start(await aCapture()))).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', message: 'These are replays of different captures. Compare two of one capture.' },
    });
    expect(await compare(one, randomUUID())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await compare(one, other, await api.person('OPERATOR', { port: [53] }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    api.sensor.away = true;
    expect(await compare(one, other)).toMatchObject({ code: 'SENSOR_UNREACHABLE' });
    api.sensor.away = false;
  });

  it('are told as they go: flows, alerts, a sensor that is away, and the end', async () => {
    const id = await start(await aCapture());
    const set = (more: object) =>
      (api.sensor.played = api.sensor.played.map((one) => (one.id === id ? { ...one, ...more } : one)));
    interface Frame {
      readonly replay: { readonly phase: string; readonly packets: number } | null;
      readonly flows: readonly Record<string, unknown>[];
      readonly alerts: readonly Record<string, unknown>[];
    }
    const frames: Frame[] = [];
    let over = false;
    const { client } = api.socket(operator);
    const query = `subscription { sandboxReplay(id: "${id}") { replay { phase packets }
      flows { flow src dst proto ended rttSeconds first } alerts { rule title ruleVersion entity summary } } }`;
    client.subscribe(
      { query },
      {
        next: ({ data }) => void frames.push((data as { sandboxReplay: Frame }).sandboxReplay),
        error: (error) => {
          throw error;
        },
        complete: () => void (over = true),
      },
    );
    await until(() => frames.length > 0);
    set({ packets: 3, flows: [FLOW], found: [ALERT] });
    await until(() => frames.some(({ replay }) => replay?.packets === 3));
    const { flows, alerts } = frames.at(-1) as Frame;
    expect(flows).toEqual([
      {
        ...{ flow: 3, src: '10.0.0.5', dst: '192.0.2.7', proto: 'tcp', ended: null, rttSeconds: 0.0015 },
        first: '2025-11-29T07:06:40.000000Z',
      },
    ]);
    expect(alerts).toMatchObject([{ rule: 'fast-scan', title: 'Scan', ruleVersion: 2, entity: ALERT.entity }]);
    api.sensor.away = true;
    await until(() => frames.at(-1)?.replay === null);
    api.sensor.away = false;
    await until(() => frames.at(-1)?.replay?.packets === 3);
    await steer(id, 'deed: STOP');
    await until(() => over);
    expect(frames.at(-1)?.replay?.phase).toBe('stopped');
  });
});
