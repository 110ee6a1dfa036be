import type { DomainShape } from '@wireledger/read-models';

import { rounded, table, text, topTable } from '../blocks';
import type { ReportPart, ReportSource } from '../report-source';

const ROWS = 25;
/** Names that are looked through for made-up ones. */
const LOOKED_AT = 200;
/** Bits a character from which a name of some length looks made up, and that length. */
const MADE_UP = { entropy: 3.8, length: 16 };

interface Wanted {
  readonly sort: 'QUERIES_DESC' | 'NXDOMAIN_DESC' | 'FIRST_SEEN_DESC';
  /** Names that are looked at; those that are kept are told. */
  readonly first?: number;
  readonly keep?: (domain: DomainShape) => boolean;
}

async function domainTable(source: ReportSource, { sort, first = ROWS, keep }: Wanted) {
  const page = await source.ask('domains', { range: source.range, sort, first });
  const kept = keep ? page.rows.filter(keep) : page.rows;
  const rows = kept.slice(0, ROWS).map((domain) => {
    const { name } = source.shown.row('Domain', domain);
    return [name, domain.queries, domain.clients, rounded(domain.nxShare * 100), domain.firstSeen];
  });
  return table(
    [
      ['Name', 'text'],
      ['Queries', 'number'],
      ['Clients', 'number'],
      ['Does not exist, %', 'number'],
      ['First seen', 'time'],
    ],
    rows,
    keep ? kept.length : page.count,
  );
}

/** Names that were asked for most. */
export const mostAsked: ReportPart = async (source) => ({
  heading: 'Asked for most',
  blocks: [await domainTable(source, { sort: 'QUERIES_DESC' })],
});

/** Names of which most do not exist. */
export const missing: ReportPart = async (source) => ({
  heading: 'Names that do not exist',
  blocks: [await domainTable(source, { sort: 'NXDOMAIN_DESC', keep: ({ nxShare }) => nxShare > 0 })],
});

/** Names in the order in which they were first asked for, the newest first. */
export const fresh: ReportPart = async (source) => ({
  heading: 'Newest names',
  blocks: [await domainTable(source, { sort: 'FIRST_SEEN_DESC' })],
});

/** Names that look made up. Whoever sees names masked is not told: it would prove a guess. */
export const madeUp: ReportPart = async (source) => ({
  heading: 'Names that look made up',
  blocks: source.shown.masked
    ? [text('Left out: how random a name looks would tell of a masked name.')]
    : [
        text(
          `Of the ${LOOKED_AT} newest names: at least ${MADE_UP.length} characters with ${MADE_UP.entropy} bits each.`,
        ),
        await domainTable(source, {
          ...{ sort: 'FIRST_SEEN_DESC', first: LOOKED_AT },
          keep: ({ entropy, length }) => entropy >= MADE_UP.entropy && length >= MADE_UP.length,
        }),
      ],
});

/** What encrypted connections were made with. */
export const encryption: ReportPart = async (source) => {
  const tops = await source.ask('tlsTops', { where: { range: source.range } });
  return {
    heading: 'TLS',
    blocks: [topTable('Version', 'Handshakes', 'number', source.shown.list('TlsTops', 'versions', tops.versions))],
  };
};
