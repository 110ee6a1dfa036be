import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import {
  EnrolledSensor,
  EnrolSensorArgs,
  RemoteSensor,
  RemoteSensorResult,
  RevokeSensorArgs,
} from '../schema/remote-sensors';
import { SensorDesk } from './sensor-desk';
import type { SensorDeed } from './remote-sensors';

@Resolver()
export class RemoteSensorsResolver {
  constructor(private readonly desk: SensorDesk) {}

  @Query(() => [RemoteSensor], { description: 'Sensors on other machines, by name.' })
  @Allow('sensors.write')
  remoteSensors(): RemoteSensor[] {
    return this.desk.list();
  }

  @Mutation(() => EnrolledSensor, {
    description: 'A code for a new sensor on another machine, or for another key of one that is there.',
  })
  @Allow('sensors.write')
  async enrolSensor(@Args() args: EnrolSensorArgs, @Context() context: GraphqlContext): Promise<EnrolledSensor> {
    const { code, position } = await this.desk.enrol(args, deedOf(context));
    return { code, position, entity: this.desk.one(args.name) };
  }

  @Mutation(() => RemoteSensorResult, { description: 'Nothing of it is taken from this moment on.' })
  @Allow('sensors.write')
  async revokeSensor(
    @Args() { name, reason }: RevokeSensorArgs,
    @Context() context: GraphqlContext,
  ): Promise<RemoteSensorResult> {
    const position = await this.desk.revoke(name, reason, deedOf(context));
    return { position, entity: this.desk.one(name) };
  }
}

const deedOf = ({ viewer, requestId }: GraphqlContext): SensorDeed => ({
  actor: actorOf(knownViewer(viewer)),
  requestId,
});
