import type { Checked } from '../facade';
import type { FieldName } from '../route';

/** What `GET /api/live` asks. */
export const LIVE: Checked = { door: 'GET /api/live', asks: ['Subscription.liveTail'], permission: 'live.read' };

/** Subscriptions whose frames the document describes. */
export const LIVE_FRAMES: readonly FieldName[] = LIVE.asks;
