import type { Table } from '../../testing/table';
import { tables as bandwidth } from '../bandwidth/testing/table';
import { tables as beacon } from '../beacon/testing/table';
import { tables as captureLoss } from '../capture-loss/testing/table';
import { tables as hostScore } from '../host-score/testing/table';
import { tables as nameSpike } from '../name-spike/testing/table';
import { tables as newDevice } from '../new-device/testing/table';
import { tables as newService } from '../new-service/testing/table';
import { tables as performance } from '../performance/testing/table';
import { tables as rareTld } from '../rare-tld/testing/table';
import { tables as rareTlsClient } from '../rare-tls-client/testing/table';
import { tables as trafficSpike } from '../traffic-spike/testing/table';

/** Tables of the detectors that do not count up to a threshold within a sliding window, one for each rule. */
export const OWN_TABLES: readonly Table[] = [
  ...[beacon, trafficSpike, nameSpike, bandwidth, performance, captureLoss, hostScore].flat(),
  ...[newDevice, newService, rareTld, rareTlsClient].flat(),
];
