import type { Column } from './fields/columns';
import { FIELDS } from './fields/registry';
import type { FilterKind } from './fields/field';

/** A condition of one word. */
export interface MarkDefinition {
  readonly kinds: readonly FilterKind[];
  /** Columns that it looks at; of one alone, 1 is yes. */
  readonly columns: readonly Column[];
  /** What it means, in a few words. */
  readonly note: string;
  /** In a sentence of its own. */
  readonly told: string;
  /** It tells of addresses: refused to readers who see them masked. */
  readonly tellsOfAddresses: boolean;
}

/** Marks by how they are written. */
export const MARKS = {
  'is:internal': {
    kinds: ['flow', 'dns', 'tls', 'http', 'auth'],
    columns: ['src', 'dst'],
    note: 'both ends are in private ranges',
    told: 'both addresses are in private, local or multicast ranges',
    tellsOfAddresses: true,
  },
  'is:open': {
    kinds: ['alert'],
    columns: ['alertOpen'],
    note: 'nobody closed it',
    told: 'the alert is not closed',
    tellsOfAddresses: false,
  },
  'is:escalated': {
    kinds: ['alert'],
    columns: ['alertEscalated'],
    note: 'somebody escalated it',
    told: 'the alert was escalated',
    tellsOfAddresses: false,
  },
  'has:pcap': {
    kinds: ['flow'],
    columns: ['kept'],
    note: 'the library has its capture',
    told: 'the library has the capture that the flow is of',
    tellsOfAddresses: false,
  },
} as const satisfies Readonly<Record<string, MarkDefinition>>;
export type MarkName = keyof typeof MARKS;
export const MARK_NAMES = Object.keys(MARKS) as readonly MarkName[];

export const isMark = (text: string): text is MarkName => Object.hasOwn(MARKS, text);
/** What a mark is. */
export const markNamed = (name: MarkName): MarkDefinition => MARKS[name];

/** What a column of flows is called in an expression: the first field or mark that is made of it. */
export const wordFor = (column: string): string =>
  FIELDS.find(({ kinds, columns }) => kinds.includes('flow') && columns.some((one) => one === column))?.name ??
  MARK_NAMES.find((name) => markNamed(name).columns.some((one) => one === column)) ??
  column;
