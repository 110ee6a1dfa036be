import type { Expression } from './ast';
import { columnsOf } from './columns-of';

/** Why what reads records themselves cannot answer `has:pcap`. */
export const KEPT_ELSEWHERE =
  '`has:pcap` asks the library of captures, which no record tells of. It can be asked of the list of flows.';

/** Whether an expression asks for captures of the library: the database knows them, a record does not. */
export const asksForKept = (expression: Expression): boolean => columnsOf(expression).has('kept');
