import { rule } from '../../../rules/rule';
import { RULE_SETS } from '../../../rules';
import { times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';
import { newService } from '../detector';

const DAY = 86_400 * SECOND;
const TENTH = SECOND / 10;
const shipped = RULE_SETS.recommended.find(({ detector }) => detector.id === 'new-service');
/** The rule that is published, in networks where it tells anything. */
const chosen = rule({
  ...{ id: 'new-service', title: 'A port that never answered before', detector: newService },
  parameters: { ...(shipped?.parameters as object), networks: ['10.1.0.0/16', 'fd00:1::/32'] } as never,
});

/** Calls of HTTPS at the beginning and six days later, then one of a port. The clock begins as the first record comes out, 2 s after its packet. */
function calls(us: number, dstPort: number, dst = '10.1.0.7'): Row[] {
  const call = (time: number, port: number) => flow(time, { ...ANSWERED, src: '10.2.0.5', dst, dstPort: port });
  return [call(T0, 443), call(T0 + 6 * DAY, 443), call(T0 + us, dstPort)];
}

/** The first handshake after a week of watching, and after a month in which nobody called. */
export const tables: readonly Table[] = [
  {
    rule: chosen,
    at: calls(8 * DAY, 4444),
    below: calls(8 * DAY, 443),
    close: [...calls(8 * DAY, 4444), ...times(8, (i) => calls(8 * DAY + (i * SECOND) / 2, 4444)[2] as Row)],
    edges: {
      'first called 0.1 s before the week is over': [calls(7 * DAY + 2 * SECOND - TENTH, 4444), 0],
      'first called just then': [calls(7 * DAY + 2 * SECOND, 4444), 1],
      'first called 0.1 s later': [calls(7 * DAY + 2 * SECOND + TENTH, 4444), 1],
      'called again 0.1 s before the 30 days are over': [calls(36 * DAY - TENTH, 443), 0],
      'called again just then': [calls(36 * DAY, 443), 0],
      'called again 0.1 s later': [calls(36 * DAY + TENTH, 443), 1],
      'the greatest port that a service has': [calls(8 * DAY, 32_767), 1],
      'the port above it': [calls(8 * DAY, 32_768), 0],
    },
    v6: { at: calls(8 * DAY, 4444, 'fd00:1::7'), below: calls(8 * DAY, 443, 'fd00:1::7') },
  },
];
