import { shownAddress } from '../sql/addresses';
import { shownTime } from '../sql/range';
import { storable } from '../sql/storable';
import type { FactRow } from './fact-model';

/** What the API shows of every fact. */
export interface FactShape {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  /** Id of the flow that carried it, when it is known. */
  readonly flow: string | null;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
}

export const factShape = (row: FactRow): FactShape => ({
  id: `${row.position}#${row.n}`,
  time: shownTime(row.time),
  sensor: row.sensor,
  flow: row.flow === null ? null : row.flow.replaceAll('-', ''),
  client: shownAddress(row.client),
  clientPort: row.client_port,
  server: shownAddress(row.server),
  serverPort: row.server_port,
});

/** Text that says nothing → null. */
export const said = (text: string): string | null => (text === '' ? null : text);
/** A count that is below zero where it is not known → null. */
export const known = (value: number): number | null => (value < 0 ? null : value);
/** µs → ms, below zero → null. */
export const inMs = (us: number): number | null => (us < 0 ? null : us / 1000);
/** Texts of a `json` column. */
export const texts = (json: string): string[] => (JSON.parse(json) as string[]).map(storable);
