import { FLOW_END_REASONS, FLOW_RECORD_KINDS } from '@wireledger/events/telemetry';
import * as kinds from './record-kinds';

it('numbers of records and reasons are their places in the lists', () => {
  const { OPEN, UPDATE, END, FIN, RST, IDLE, EVICTED, CAPTURE_END } = kinds;
  expect([OPEN, UPDATE, END].map((kind) => FLOW_RECORD_KINDS[kind])).toEqual(['open', 'update', 'end']);
  expect([FIN, RST, IDLE, EVICTED, CAPTURE_END].map((why) => FLOW_END_REASONS[why])).toEqual([
    'fin',
    'rst',
    'idle',
    'evicted',
    'captureEnd',
  ]);
});
