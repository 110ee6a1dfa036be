import type { RouteGroup } from '../route';
import { ALERTS } from './alerts';
import { CAPTURES } from './captures';
import { NAMES } from './names';
import { OVERVIEW } from './overview';
import { EXPORTS, LISTS, SYSTEM } from './system';
import { TRAFFIC } from './traffic';

/** Every route of the facade, in the order of the document. */
export const ROUTE_GROUPS: readonly RouteGroup[] = [OVERVIEW, TRAFFIC, NAMES, ALERTS, LISTS, CAPTURES, EXPORTS, SYSTEM];
