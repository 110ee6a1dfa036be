import { EventCatalogue, type EventDefinition, type UnknownEvent } from '@wireledger/event-sourcing';

import { AUDIT_EVENTS } from '../audit';
import { DETECTION_EVENTS } from '../detection';
import { ENRICHMENT_EVENTS } from '../enrichment';
import { FEED_EVENTS, LIST_EVENTS } from '../list';
import { NOTIFY_EVENTS } from '../notify';
import { PCAP_EVENTS } from '../pcap';
import { PEOPLE_EVENTS } from '../people';
import { REPORT_EVENTS } from '../report';
import { RETENTION_EVENTS } from '../retention';
import { ROLLUP_EVENTS } from '../rollup';
import { SEAL_EVENTS } from '../seal';
import { REMOTE_SENSOR_EVENTS } from '../sensor';
import { LIFECYCLE_EVENTS } from './lifecycle-events';
import { TELEMETRY_EVENTS } from './telemetry-events';

export * from './lifecycle-events';
export * from './telemetry-events';

/** Every kind of event this release knows. */
export const EVENT_DEFINITIONS = [
  ...TELEMETRY_EVENTS,
  ...LIFECYCLE_EVENTS,
  ...PEOPLE_EVENTS,
  ...DETECTION_EVENTS,
  ...AUDIT_EVENTS,
  ...SEAL_EVENTS,
  ...RETENTION_EVENTS,
  ...REPORT_EVENTS,
  ...ROLLUP_EVENTS,
  ...NOTIFY_EVENTS,
  ...PCAP_EVENTS,
  ...LIST_EVENTS,
  ...FEED_EVENTS,
  ...ENRICHMENT_EVENTS,
  ...REMOTE_SENSOR_EVENTS,
] as readonly EventDefinition[];

/** The catalogue of a process; `onUnknown` hears once of each type or version that only a newer release knows. */
export const eventCatalogue = (onUnknown?: (unknown: UnknownEvent) => void): EventCatalogue =>
  new EventCatalogue(EVENT_DEFINITIONS, onUnknown);
