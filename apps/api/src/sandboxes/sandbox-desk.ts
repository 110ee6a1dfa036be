import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@wireledger/event-sourcing';
import { DomainError, formatTime, parseTime } from '@wireledger/kernel';

import { actorOf, type Viewer } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { noteChange } from '../audit/noted-facts';
import type { Authenticator } from '../auth/authenticator';
import { storedCapture } from '../captures/stored-capture';
import type { PaceTimes } from '../live/pace';
import type { CompareSandboxReplaysArgs, SandboxComparison } from '../schema/sandbox-comparison';
import type {
  CaptureDensity,
  SandboxFrame,
  SandboxReplay,
  StartSandboxReplayArgs,
  SteerSandboxReplayArgs,
} from '../schema/sandboxes';
import { comparedAlerts } from './compared-alerts';
import type { SandboxDoing, SandboxSensor, SandboxSpeed, SandboxState, SandboxSummary } from './sandbox-sensor';
import { shownAlert, shownFlow, shownReplay } from './shown-sandbox';

const SLOWEST = 0.1;
const FASTEST = 1000;
const MOST_BUCKETS = 600;

export interface SandboxDeskDeps {
  readonly log: EventLog;
  readonly sensor: SandboxSensor;
  readonly names: ActorNames;
  readonly authenticator: Pick<Authenticator, 'isCurrent'>;
  readonly times: PaceTimes;
}

/** Plays captures of the library apart from the history, for those who see all traffic. */
export class SandboxDesk {
  constructor(private readonly deps: SandboxDeskDeps) {}

  /** @throws DomainError SENSOR_UNREACHABLE, FORBIDDEN within a scope */
  async list(viewer: Viewer, capture: string | null): Promise<SandboxReplay[]> {
    assertWhole(viewer);
    const all = await this.deps.sensor.sandboxes();
    return all.filter(({ sha256 }) => capture === null || sha256 === capture).map((one) => this.shown(one));
  }

  /** @throws DomainError NOT_FOUND, BAD_USER_INPUT, SENSOR_UNREACHABLE, FORBIDDEN within a scope */
  async density(viewer: Viewer, capture: string, buckets: number): Promise<CaptureDensity> {
    assertWhole(viewer);
    if (buckets < 1 || buckets > MOST_BUCKETS)
      throw new DomainError('BAD_USER_INPUT', `Ask for 1 to ${MOST_BUCKETS} buckets.`);
    const { firstUs, lastUs } = await storedCapture(this.deps.log, capture);
    if (firstUs === null || lastUs === null)
      throw new DomainError('BAD_USER_INPUT', 'There is no packet in this capture.');
    const { widthUs, packets } = await this.deps.sensor.density({ sha256: capture, firstUs, lastUs }, buckets);
    return { from: formatTime(firstUs), widthSeconds: widthUs / 1e6, packets };
  }

  /** @throws DomainError NOT_FOUND, BAD_USER_INPUT, SENSOR_UNREACHABLE, FORBIDDEN within a scope */
  async compare(viewer: Viewer, args: CompareSandboxReplaysArgs): Promise<SandboxComparison> {
    assertWhole(viewer);
    const { sensor } = this.deps;
    const [before, after] = await Promise.all([sensor.sandbox(args.before), sensor.sandbox(args.after)]);
    if (before.sha256 !== after.sha256)
      throw new DomainError('BAD_USER_INPUT', 'These are replays of different captures. Compare two of one capture.');
    const bothEnded = before.digest !== null && after.digest !== null;
    return {
      before: this.shown(before),
      after: this.shown(after),
      sameRecords: bothEnded ? before.digest === after.digest : null,
      alerts: comparedAlerts(before.found, after.found).map((pair) => ({
        difference: pair.difference,
        before: pair.before && shownAlert(pair.before),
        after: pair.after && shownAlert(pair.after),
      })),
      complete: [before, after].every(({ found, alerts }) => found.length === alerts),
    };
  }

  /** @throws DomainError NOT_FOUND, BAD_USER_INPUT, BUSY, SENSOR_UNREACHABLE, FORBIDDEN within a scope */
  async start(viewer: Viewer, { capture, speed, paused }: StartSandboxReplayArgs): Promise<SandboxReplay> {
    assertWhole(viewer);
    const { packets, firstUs, lastUs } = await storedCapture(this.deps.log, capture);
    if (packets === 0 || firstUs === null || lastUs === null)
      throw new DomainError('BAD_USER_INPUT', 'There is no packet in this capture, so there is nothing to play.');
    const begins = { packets, firstUs, lastUs, speed: speedOf(speed), paused };
    const replay = await this.deps.sensor.startSandbox({ sha256: capture, by: actorOf(viewer), ...begins });
    noteChange({
      ...{ kind: 'sandbox', before: { replay: null, phase: null, speed: null } },
      after: { replay: replay.id, phase: replay.phase, speed: String(replay.speed) },
    });
    return this.shown(replay);
  }

  /** @throws DomainError NOT_FOUND, REPLAY_OVER, BAD_USER_INPUT, SENSOR_UNREACHABLE, FORBIDDEN within a scope */
  async steer(viewer: Viewer, args: SteerSandboxReplayArgs): Promise<SandboxReplay> {
    assertWhole(viewer);
    const does = doingOf(args);
    const before = told(await this.deps.sensor.sandbox(args.id));
    const replay = await this.deps.sensor.steerSandbox(args.id, does);
    const after = told(replay);
    const changed = (Object.keys(before) as (keyof typeof before)[]).filter((field) => before[field] !== after[field]);
    const of = (all: typeof before) => Object.fromEntries(changed.map((field) => [field, all[field]]));
    if (changed.length > 0) noteChange({ kind: 'sandbox', before: of(before), after: of(after) });
    return this.shown(replay);
  }

  /**
   * What a replay shows, whenever it changes and as a heartbeat, until it is over.
   * @throws DomainError NOT_FOUND, SENSOR_UNREACHABLE, FORBIDDEN within a scope
   */
  async follow(viewer: Viewer, id: string, signal: AbortSignal): Promise<AsyncGenerator<SandboxFrame>> {
    assertWhole(viewer);
    return this.frames(viewer, id, await this.deps.sensor.sandbox(id), signal);
  }

  private async *frames(
    viewer: Viewer,
    id: string,
    first: SandboxState,
    signal: AbortSignal,
  ): AsyncGenerator<SandboxFrame> {
    const { sensor, times, authenticator } = this.deps;
    let [shown, sentAt] = ['', -Infinity];
    for (let now: SandboxState | null = first; !signal.aborted && authenticator.isCurrent(viewer);) {
      const text = JSON.stringify(now);
      if (text !== shown || performance.now() - sentAt >= times.heartbeatMs) {
        [shown, sentAt] = [text, performance.now()];
        yield this.frame(now);
      }
      if (now?.phase === 'stopped' || now?.phase === 'failed') return;
      await sleep(times.frameMs / 2, undefined, { signal }).catch(() => undefined);
      now = await sensor.sandbox(id).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'SENSOR_UNREACHABLE') return null;
        throw error;
      });
    }
  }

  private frame(now: SandboxState | null): SandboxFrame {
    return {
      replay: now && this.shown(now),
      flows: now?.flows.map(shownFlow) ?? [],
      alerts: now?.found.map(shownAlert) ?? [],
      serverTime: formatTime(Date.now() * 1000),
    };
  }

  private shown(replay: SandboxSummary): SandboxReplay {
    return shownReplay(this.deps.names, replay);
  }
}

/** What the journal keeps of a replay. */
const told = ({ phase, speed, atUs }: SandboxSummary) => ({ phase, speed: String(speed), at: formatTime(atUs) });

function doingOf({ deed, at, speed }: SteerSandboxReplayArgs): SandboxDoing {
  switch (deed) {
    case 'SEEK': {
      const atUs = at === null || at === undefined ? null : parseTime(at);
      if (atUs === null || atUs < 0) throw new DomainError('BAD_USER_INPUT', 'Say where to: `at` is a packet time.');
      return { deed: 'seek', atUs };
    }
    case 'SPEED':
      return { deed: 'speed', speed: speedOf(speed) };
    case 'PLAY':
      return { deed: 'play' };
    case 'PAUSE':
      return { deed: 'pause' };
    case 'STEP':
      return { deed: 'step' };
    case 'STOP':
      return { deed: 'stop' };
  }
}

function speedOf(speed: number | null | undefined): SandboxSpeed {
  if (speed === null || speed === undefined) return 'max';
  if (speed >= SLOWEST && speed <= FASTEST) return speed;
  throw new DomainError('BAD_USER_INPUT', 'A speed is 0.1 to 1000, or left out: as fast as possible.');
}

/** @throws DomainError FORBIDDEN */
function assertWhole({ scope }: Viewer): void {
  if (scope !== null)
    throw new DomainError('FORBIDDEN', 'You see a part of the traffic only, and a capture holds all of its wire.', {
      permission: 'pcap.replay',
    });
}
