import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DomainError } from '@wireledger/kernel';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { noteChange } from '../audit/noted-facts';
import { LiveCapturing, StartLiveCaptureArgs, StopLiveCaptureArgs, LiveCaptureChange } from '../schema/live-captures';
import type { LiveSensor } from './live-sensor';
import { shownLogs } from './shown-logs';

/** The sensor's live captures, for those who run sensors. */
export class LiveCaptures {
  constructor(private readonly sensor: LiveSensor) {}

  /** @throws DomainError SENSOR_UNREACHABLE */
  async state(): Promise<LiveCapturing> {
    const { logs, ...state } = await this.sensor.live();
    return { ...state, logs: logs.map(shownLogs) };
  }

  /** Its source. @throws DomainError BAD_USER_INPUT, BUSY, SENSOR_UNREACHABLE */
  async start({ interfaces, bpf, filter, snaplen, promiscuous, sensor }: StartLiveCaptureArgs): Promise<string> {
    const asked = { bpf: bpf ?? null, filter: filter ?? null, snaplen: snaplen ?? null };
    const settings = { sensor, interfaces, ...asked, promiscuous };
    const source = await this.sensor.startLive(settings);
    const told = Object.entries({ ...settings, state: 'running' }).filter(([, value]) => value !== null);
    const nothing = told.map(([field]): [string, null] => [field, null]);
    noteChange({ kind: 'capture', before: Object.fromEntries(nothing), after: Object.fromEntries(told) });
    return source;
  }

  /** @throws DomainError CAPTURE_UNKNOWN, SENSOR_UNREACHABLE */
  async stop(source: string): Promise<void> {
    if (!(await this.sensor.stopLive(source)))
      throw new DomainError('CAPTURE_UNKNOWN', 'No live capture of that source runs. Somebody may have stopped it.');
    noteChange({ kind: 'capture', before: { state: 'running' }, after: { state: 'stopped' } });
  }
}

@Resolver()
export class LiveCapturesResolver {
  constructor(private readonly captures: LiveCaptures) {}

  @Query(() => LiveCapturing, { description: 'What the sensor process listens to now, and could listen to.' })
  @Allow('sensors.write')
  liveCaptures() {
    return this.captures.state();
  }

  @Mutation(() => LiveCaptureChange, {
    description: 'Listens to network interfaces of the machine that the sensor process runs on.',
  })
  @Allow('capture.write')
  async startLiveCapture(@Args() args: StartLiveCaptureArgs, @Context() _context: GraphqlContext) {
    return { source: await this.captures.start(args) };
  }

  @Mutation(() => LiveCaptureChange, { description: 'Ends a live capture; what it recorded stays.' })
  @Allow('capture.write')
  async stopLiveCapture(@Args() { source }: StopLiveCaptureArgs) {
    await this.captures.stop(source);
    return { source };
  }
}
