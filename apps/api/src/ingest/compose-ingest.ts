import type { Refusals } from '../audit/refusals';
import type { ApiPorts } from '../services';
import { EnrolmentDoor } from './enrolment-door';
import { IngestDoor } from './ingest-door';
import type { RemoteSensors } from './remote-sensors';
import { SensorBudget } from './sensor-budget';
import { SensorDesk } from './sensor-desk';
import { Sightings } from './sightings';
import { SourceOwners } from './source-owners';

/** What sensors on other machines come in by, and who lets them. */
export function composeIngest(
  { log, logger }: Pick<ApiPorts, 'log' | 'logger'>,
  sensors: RemoteSensors,
  refusals: Refusals,
  clock: () => number,
) {
  const sightings = new Sightings();
  const owners = new SourceOwners(log);
  return [
    new IngestDoor({ log, sensors, owners, budget: new SensorBudget(), sightings, refusals, clock }),
    new EnrolmentDoor(sensors, log, logger, clock),
    new SensorDesk(sensors, sightings, log, clock),
  ];
}
