import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { type Condition, listOf } from '../../core/filters';
import { formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import { DnsList, type DnsListResult, type DnsRow, type DnsWhere } from '../../graphql/generated/operations';
import { FactLines } from '../facts/fact-lines';
import { FactsFrame } from '../facts/facts-frame';
import { endColumns, type Fact, type FactColumn, factsView, sensorColumn } from '../facts/facts-view';
import { DomainTabs } from './domain-tabs';
import { lookupSections } from './lookup-lines';

/** A lookup as a fact of a conversation; the API tells no flow of it. */
export type Lookup = DnsRow & Fact;

const GOOD = 'NOERROR';

/** What the answer says: its first record, and how many more there are. */
function answered({ answers, answerCount }: Lookup): string | null {
  const [first] = answers;
  if (!first) return null;
  return answerCount > 1 ? `${first.data} + ${formatCount(answerCount - 1)}` : first.data;
}

const COLUMNS: readonly FactColumn<Lookup>[] = [
  // The API lists lookups newest first alone.
  ...endColumns<Lookup>().map(({ asc: _asc, desc: _desc, ...column }) => column),
  {
    id: 'name',
    label: 'Name',
    width: 160,
    grow: 2,
    fact: ({ fact }) => fact.name,
    value: ({ name }) => ({ kind: 'domain', value: name }),
  },
  { id: 'type', label: 'Type', width: 64, fact: ({ fact }) => fact.qtype, wire: ({ qtype }) => qtype },
  {
    id: 'rcode',
    label: 'Code',
    width: 104,
    fact: ({ fact }) => fact.rcode,
    text: ({ rcode }) => rcode ?? 'no answer',
    tone: ({ rcode }) => (rcode === GOOD ? '' : 'bad'),
  },
  {
    id: 'answer',
    label: 'Answer',
    width: 120,
    grow: 1.6,
    mono: true,
    roomy: true,
    fact: ({ fact }) => answered(fact),
    wire: answered,
  },
  {
    id: 'latency',
    label: 'Answered in',
    width: 92,
    end: true,
    fact: ({ fact }) => fact.latencyMs,
    text: ({ latencyMs }) => (latencyMs === null ? '' : formatDuration(latencyMs / 1000)),
  },
  {
    id: 'queries',
    label: 'Sent',
    width: 56,
    end: true,
    extra: true,
    fact: ({ fact }) => fact.queries,
    text: ({ queries }) => formatCount(queries),
  },
  {
    id: 'service',
    label: 'Protocol',
    width: 72,
    extra: true,
    fact: ({ fact }) => fact.service,
    wire: ({ service }) => service,
  },
  sensorColumn<Lookup>(),
];

/** An expression that addresses, of either end, have to meet beside another one. */
export function withAddresses(
  addresses: readonly string[] | undefined,
  filter: string | undefined,
): string | undefined {
  if (!addresses) return filter;
  const ends = `ip in (${addresses.join(', ')})`;
  return filter === undefined ? ends : `(${filter}) and ${ends}`;
}

/** Lookups one by one: who asked whom for what, and what came of it. */
@Component({
  selector: 'wl-lookups',
  imports: [DomainTabs, FactLines, FactsFrame],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-facts-frame [view]="view">
      <wl-domain-tabs before />
      <wl-fact-lines [sections]="details()" />
    </wl-facts-frame>
  `,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
  `,
})
export class LookupsPage {
  protected readonly view = factsView<Lookup, DnsWhere, 'TIME_DESC', DnsListResult, never, never>({
    page: 'lookups',
    title: 'Lookups',
    heading: 'Who asked for what',
    one: 'lookup',
    many: 'lookups',
    placeholder: 'Filter by address, name=example or sensor',
    fields: ['ip', 'name', 'sensor'],
    sorts: ['TIME_DESC'],
    columns: COLUMNS,
    kindOf: ({ name }) => name,
    where: (conditions: readonly Condition[], range, filter) => ({
      range,
      filter: withAddresses(listOf(conditions, 'ip'), filter),
      search: listOf(conditions, 'name')?.[0],
      sensor: listOf(conditions, 'sensor'),
    }),
    list: DnsList,
    rows: ({ dnsTransactions: { rows, ...page } }) => ({ ...page, rows: rows.map((row) => ({ ...row, flow: null })) }),
    tops: null,
    counted: (none) => none,
    kind: 'dns',
    offered: {},
    sections: () => [],
  });
  protected readonly details = computed(() => {
    const fact = this.view.opened();
    return fact ? lookupSections(fact) : [];
  });
}
