import type { AuditActShape, PageShape } from '@wireledger/read-models';

import { table, text } from '../blocks';
import type { ReportPart, ReportSource } from '../report-source';

const PAGE = 200;
/** Acts that are counted, and of them those that are listed. */
const COUNTED = 5000;
const LISTED = 500;
const REFUSED = 200;

const acts = new WeakMap<ReportSource, Promise<Read>>();

interface Read {
  readonly rows: readonly AuditActShape[];
  /** All there are; `exact` false: at least so many. */
  readonly count: number;
  readonly exact: boolean;
}

/** The newest acts of the range. */
function actsOf(source: ReportSource): Promise<Read> {
  const known = acts.get(source) ?? readActs(source, {}, COUNTED);
  acts.set(source, known);
  return known;
}

async function readActs(source: ReportSource, where: { result?: readonly string[] }, most: number): Promise<Read> {
  const rows: AuditActShape[] = [];
  for (let after: string | null = null; ;) {
    const page: PageShape<AuditActShape> = await source.ask('audit', {
      where: { ...where, range: source.range },
      first: PAGE,
      after,
    });
    rows.push(...page.rows);
    if (page.next === null || rows.length >= most)
      return { rows: rows.slice(0, most), count: page.count, exact: page.exact };
    after = page.next;
  }
}

const sum = (rows: readonly AuditActShape[]): number => rows.reduce((all, act) => all + act.count, 0);

function countsOf(rows: readonly AuditActShape[], of: (act: AuditActShape) => string): [string, number, number][] {
  const counts = new Map<string, [number, number]>();
  for (const act of rows) {
    const [all, refused] = counts.get(of(act)) ?? [0, 0];
    counts.set(of(act), [all + act.count, refused + (act.result === 'refused' ? act.count : 0)]);
  }
  return [...counts]
    .map(([key, [all, refused]]): [string, number, number] => [key, all, refused])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

const byTable = (label: string, rows: readonly (readonly (string | number)[])[]) =>
  table(
    [
      [label, 'text'],
      ['Acts', 'number'],
      ['Refused', 'number'],
    ],
    rows.slice(0, 50),
    rows.length,
  );

/** How much was done, by whom and what. */
export const activity: ReportPart = async (source) => {
  const [{ rows, count, exact }, people] = [await actsOf(source), await source.peopleNow()];
  // Refusals of one kind may stand together in one row.
  const of = (result: string) => sum(rows.filter((act) => act.result === result));
  const whole = exact && count <= COUNTED;
  const least = whole ? '' : `of the ${rows.length} newest`;
  const note = least === '' ? {} : { note: least };
  return {
    heading: 'Activity',
    blocks: [
      {
        kind: 'figures',
        items: [
          {
            label: 'Acts',
            value: sum(rows) + Math.max(0, count - rows.length),
            unit: 'count',
            ...(whole ? {} : { note: 'at least' }),
          },
          { label: 'Done', value: of('done'), unit: 'count', ...note },
          { label: 'Refused', value: of('refused'), unit: 'count', ...note },
          { label: 'Failed', value: of('failed'), unit: 'count', ...note },
          { label: 'Without outcome', value: of('open'), unit: 'count', ...note },
        ],
      },
      byTable(
        'Who',
        countsOf(rows, ({ actor }) => actor).map(([actor, ...counts]) => [people.nameOf(actor), ...counts]),
      ),
      byTable(
        'Operation',
        countsOf(rows, ({ operation }) => operation),
      ),
    ],
  };
};

async function listOf(source: ReportSource, rows: readonly AuditActShape[], count: number) {
  const people = await source.peopleNow();
  return table(
    [
      ['When', 'time'],
      ['Who', 'text'],
      ['Role', 'text'],
      ['Operation', 'text'],
      ['About', 'text'],
      ['Result', 'text'],
      ['Reason', 'text'],
      ['From', 'text'],
    ],
    rows.map((row) => {
      const act = source.shown.row('AuditAct', row);
      const about = [act.targetKind, act.target].filter((part) => part !== null && part !== '').join(' ');
      const result = act.code === null ? act.result : `${act.result} (${act.code})`;
      return [row.at, people.nameOf(row.actor), act.role, act.operation, about, result, act.reason, act.ip];
    }),
    count,
  );
}

/** What was refused, newest first. */
export const refusals: ReportPart = async (source) => {
  const { rows, count } = await readActs(source, { result: ['refused'] }, REFUSED);
  const blocks = rows.length === 0 ? [text('Nothing was refused.')] : [await listOf(source, rows, count)];
  return { heading: 'Refused', blocks };
};

/** The acts themselves, newest first. */
export const trail: ReportPart = async (source) => {
  const { rows, count } = await actsOf(source);
  return { heading: 'Acts', blocks: [await listOf(source, rows.slice(0, LISTED), count)] };
};
