import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket, type LiveSink } from '../../core/api/live-socket';
import { Past } from '../../core/past';
import type { CaptureFields, SandboxFields, SandboxSceneResult } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { SandboxRoom } from './sandbox-room';

const CAPTURE = { id: 'ab'.repeat(32), name: 'a <b>.pcap', packets: 200 } as CaptureFields;
const REPLAY: SandboxFields = {
  ...{ id: 'r1', capture: CAPTURE.id, startedByName: 'mara', startedAt: '2026-11-21T08:00:00.000000Z' },
  ...{ phase: 'playing', reason: null, speed: 1, at: '2024-01-05T10:00:30.000000Z', packetsInAll: 200, packets: 90 },
  ...{ firstPacket: '2024-01-05T10:00:00.250001Z', lastPacket: '2024-01-05T10:01:00.750009Z', bytes: 1000 },
  ...{ flowsOpen: 1, flowsEnded: 300, lookups: 4, alerts: 1, records: 400, digest: null },
};
const DENSITY = { from: '2024-01-05T10:00:00.250001Z', widthSeconds: 15.2, packets: [5, 0, 10, 1] };
const SCENE: SandboxSceneResult['sandboxReplay'] = {
  replay: REPLAY,
  flows: [
    {
      ...{ flow: 3, ended: null, src: '10.0.0.5', dst: '192.0.2.7', srcPort: 51_000, dstPort: 443, proto: 'tcp' },
      ...{ app: 'tls', state: 'S1', history: 'ShA', first: '2024-01-05T10:00:01Z', last: '2024-01-05T10:00:02Z' },
      ...{ srcPackets: 2, dstPackets: 1, srcBytes: 1, dstBytes: 2, retransmissions: 0, rttSeconds: null },
    },
  ],
  alerts: [
    {
      ...{ id: 'x', rule: 'fast-scan', ruleVersion: 2, title: 'Scan <i>', kind: 'generic', severity: 'high' },
      ...{ entity: '10.0.0.5', src: null, dst: null, dport: null, value: 30, threshold: 20, unit: 'ports' },
      ...{ summary: '30 ports', first: '2024-01-05T10:00:01Z', last: '2024-01-05T10:00:02Z', ended: false },
    },
  ],
  serverTime: '2026-11-21T08:00:00Z',
};

describe('the sandbox', () => {
  let fixture: ComponentFixture<SandboxRoom>;
  let replays: readonly SandboxFields[];
  let refusal: ApiError | undefined;
  let lost: ApiError | undefined;
  let sink: LiveSink<SandboxSceneResult> | undefined;
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const words = (): string => element().textContent?.replace(/\s+/g, ' ') ?? '';

  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      asked.push({ name: op.name, variables });
      if (refusal) return Promise.reject(refusal);
      if (op.name === 'CaptureDensity')
        return lost ? Promise.reject(lost) : Promise.resolve({ captureDensity: DENSITY });
      if (op.name === 'SandboxReplays') return Promise.resolve({ sandboxReplays: replays });
      return Promise.resolve({ done: variables['deed'] === 'PAUSE' ? { ...REPLAY, phase: 'paused' } : REPLAY });
    },
  };
  const socket = {
    subscribe: (_op: unknown, variables: () => unknown, to: LiveSink<SandboxSceneResult>) => {
      asked.push({ name: 'follow', variables: variables() });
      sink = to;
      return () => (sink = undefined);
    },
  };
  beforeEach(() => {
    asked.length = 0;
    [replays, refusal, lost, sink] = [[], undefined, undefined, undefined];
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Gateway, useValue: gateway },
        { provide: LiveSocket, useValue: socket },
        {
          provide: Past,
          useValue: { on: () => false, ready: () => true, forget: () => undefined, hear: () => undefined },
        },
      ],
    });
  });
  afterEach(() => {
    fixture.destroy();
    element().remove();
  });

  async function settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  async function show(): Promise<void> {
    fixture = TestBed.createComponent(SandboxRoom);
    fixture.componentRef.setInput('capture', CAPTURE);
    document.body.append(element());
    await settle();
  }
  const button = (label: string) =>
    [...element().querySelectorAll('button')].find(
      (one) => one.getAttribute('aria-label') === label || one.textContent?.trim().startsWith(label),
    );
  async function press(label: string): Promise<void> {
    button(label)?.click();
    await settle();
  }
  async function key(name: string, more: KeyboardEventInit = {}): Promise<void> {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, ...more }));
    await settle();
  }
  async function frame(replay: Partial<SandboxFields> | null): Promise<void> {
    sink?.frames([{ sandboxReplay: { ...SCENE, replay: replay && { ...REPLAY, ...replay } } }]);
    await settle();
  }
  const orders = () =>
    asked
      .splice(0)
      .filter(({ name }) => name !== 'CaptureDensity')
      .map(({ variables }) => variables);

  it('offers a replay where there is none, begins it at 1× and shows its flows and alerts', async () => {
    await show();
    expect(words()).toContain('Play this capture in its own time');
    await press('Start a replay');
    expect(asked.slice(1).filter(({ name }) => name !== 'CaptureDensity')).toEqual([
      { name: 'StartSandboxReplay', variables: { capture: CAPTURE.id, speed: 1, paused: false } },
      { name: 'follow', variables: { id: 'r1' } },
    ]);
    await frame({});
    expect(words()).toContain('90 of 200');
    expect(words()).toContain('1 newest of 301');
    expect(element().querySelector('i, b')).toBeNull();
    element().querySelector<HTMLButtonElement>('.pick.alert')?.click();
    await settle();
    expect(words()).toContain('30 ports, from 20 on');
    element().querySelector<HTMLButtonElement>('tbody .pick')?.click();
    await settle();
    expect(words()).toContain('Round trip');
    expect(words()).not.toContain('30 ports, from 20 on');
  });

  it('is steered by buttons and keys', async () => {
    replays = [REPLAY];
    await show();
    await frame({});
    orders();
    await press('Pause');
    expect(element().querySelector('.phase')?.textContent).toBe('Paused');
    await key('ArrowRight');
    await key('.');
    await press('As fast as possible');
    await key('Home');
    await key('End');
    await key('ArrowRight', { shiftKey: true });
    await key('ArrowLeft');
    await key(' ');
    await press('Stop the replay');
    const id = 'r1';
    expect(orders()).toEqual([
      { id, deed: 'PAUSE' },
      { id, deed: 'STEP' },
      { id, deed: 'SPEED', speed: 10 },
      { id, deed: 'SPEED', speed: null },
      { id, deed: 'SEEK', at: REPLAY.firstPacket },
      { id, deed: 'SEEK', at: REPLAY.lastPacket },
      { id, deed: 'SEEK', at: '2024-01-05T10:00:40.000Z' },
      { id, deed: 'SEEK', at: '2024-01-05T10:00:29.000Z' },
      { id, deed: 'PAUSE' },
      { id, deed: 'STOP' },
    ]);
  });

  it('is sought by its handle, once it is let go', async () => {
    replays = [REPLAY];
    await show();
    await frame({});
    orders();
    const handle = element().querySelector<HTMLInputElement>('input[type=range]') as HTMLInputElement;
    handle.value = '45000';
    handle.dispatchEvent(new Event('input'));
    await frame({ at: '2024-01-05T10:00:31.000000Z' });
    expect(handle.valueAsNumber).toBe(45_000);
    expect(orders()).toEqual([]);
    handle.dispatchEvent(new Event('change'));
    await settle();
    expect(orders()).toEqual([{ id: 'r1', deed: 'SEEK', at: '2024-01-05T10:00:45.250Z' }]);
  });

  it('shows packets over time with its alerts, and goes where one clicks', async () => {
    replays = [REPLAY];
    await show();
    await frame({});
    const chart = element().querySelector<HTMLElement>('.chart') as HTMLElement;
    expect(chart.getAttribute('aria-label')).toMatch(/^Packets over the time .* 10 packets in 15\ss$/);
    expect(chart.querySelectorAll('path')).toHaveLength(2);
    const [mark] = element().querySelectorAll<HTMLElement>('.mark');
    expect(mark?.title).toMatch(/^Scan <i>, /);
    expect(parseFloat(mark?.style.left ?? '')).toBeCloseTo((750 / 60_500) * 100, 1);
    Object.defineProperty(chart, 'clientWidth', { value: 100 });
    const at = (type: string, offsetX: number) => {
      const event = new MouseEvent(type, { bubbles: true });
      Object.defineProperty(event, 'offsetX', { value: offsetX });
      chart.dispatchEvent(event);
    };
    at('mousemove', 60);
    await settle();
    expect(words()).toContain('10:00:30 · 10 packets in 15 s');
    orders();
    at('pointerup', 50);
    await settle();
    expect(orders()).toEqual([{ id: 'r1', deed: 'SEEK', at: '2024-01-05T10:00:30.500Z' }]);
  });

  it('begins again at its end as long as it is to', async () => {
    replays = [REPLAY];
    await show();
    await key('l');
    expect(button('Loop')?.getAttribute('aria-pressed')).toBe('true');
    orders();
    await frame({ phase: 'ended' });
    expect(orders()).toEqual([{ id: 'r1', deed: 'PLAY' }]);
    await frame({});
    await press('Loop');
    await frame({ phase: 'ended' });
    expect(orders()).toEqual([]);
  });

  it('says why packets over time are not shown', async () => {
    replays = [REPLAY];
    lost = new ApiError('NOT_FOUND', 'The file is not there any more.');
    await show();
    expect(words()).toContain('Packets over time are not shown: The file is not there any more.');
    expect(button('Pause')).toBeDefined();
  });

  it('says why it is over, and takes no more keys', async () => {
    replays = [REPLAY];
    await show();
    await frame({ phase: 'failed', reason: 'the sensor was cut off' });
    expect(words()).toContain('It is over: the sensor was cut off');
    expect(sink).toBeUndefined();
    orders();
    await key(' ');
    await key('ArrowRight');
    expect(orders()).toEqual([]);
    await press('Start anew');
    expect(asked[0]?.name).toBe('StartSandboxReplay');
  });

  it('tells that the sensor is away, that it could not be read, and what was refused', async () => {
    refusal = new ApiError('SENSOR_UNREACHABLE', 'The sensor process does not answer.');
    await show();
    expect(words()).toContain('The sensor process does not answer.');
    refusal = undefined;
    replays = [REPLAY];
    await press('Try again');
    await frame({});
    await frame(null);
    expect(words()).toContain('what is shown may be old');
    expect(words()).toContain('90 of 200');
    refusal = new ApiError('REPLAY_OVER', 'This replay is over. Start it anew.');
    await press('Pause');
    expect(element().querySelector('[role=alert]')?.textContent).toContain('This replay is over.');
  });
});
