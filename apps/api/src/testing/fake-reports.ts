import type { NewReport, ReportReader, ReportShape } from '@wireledger/read-models';
import { unknownReport } from '@wireledger/read-models';

import type { ReportsPort } from '../reports/report-desk';

const DAY_MS = 86_400_000;

/** Something that is under way and everybody may see: a subscription has a first frame. */
const SHARED: ReportShape = {
  ...{ id: '9a1c7f30-5b2d-4e68-8f91-a2b3c4d5e6f7', owner: 'user:somebody', scope: null, shared: true, schedule: null },
  order: {
    ...{ template: 'executive', name: 'x', zone: 'UTC', format: 'pdf' },
    ...{ from: 1_795_000_000_000_000, to: 1_795_604_800_000_000 },
  },
  ...{ state: 'waiting', progress: 0, error: null, files: [], deliveries: [], finishedAt: null, touchedAt: 0 },
  ...{ createdAt: '2026-11-21T08:00:00.000Z', expiresAt: '2027-02-19T08:00:00.000Z' },
};

/** Reports that are ordered and never made. */
export class FakeReports implements ReportsPort {
  readonly rung: string[] = [];
  /** Whose reports were ended. */
  readonly cut: string[] = [];
  private readonly made = new Map<string, ReportShape>([[SHARED.id, SHARED]]);

  readonly store: ReportsPort['store'] = {
    create: (given) => {
      const report = this.shapeOf(given);
      this.made.set(report.id, report);
      return Promise.resolve(report);
    },
    list: (reader) => Promise.resolve([...this.made.values()].filter((report) => isFor(reader, report))),
    get: (reader, id) => {
      const report = this.made.get(id);
      return report && isFor(reader, report) ? Promise.resolve(report) : Promise.reject(unknownReport());
    },
    share: (id, shared) => Promise.resolve(this.change(id, { shared })),
    remove: (id) => Promise.resolve(void this.made.delete(id)),
    endAll: (owner) => {
      this.cut.push(owner);
      return Promise.resolve([]);
    },
    forget: () => Promise.resolve([]),
    forgetRecipient: () => Promise.resolve(),
    pieces: async function* () {
      // none is finished
    },
  };

  ring(id: string): Promise<void> {
    this.rung.push(id);
    return Promise.resolve();
  }

  private change(id: string, to: Partial<ReportShape>): void {
    const report = this.made.get(id);
    if (report) this.made.set(id, { ...report, ...to });
  }

  private shapeOf({ id, owner, order, scope, shared, schedule }: NewReport): ReportShape {
    const now = Date.now();
    return {
      ...{ ...SHARED, id, owner, order, scope, shared, schedule, touchedAt: now },
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 90 * DAY_MS).toISOString(),
    };
  }
}

const isFor = ({ owner, own, templates }: ReportReader, report: ReportShape): boolean =>
  ((own && report.owner === owner) || report.shared) && templates.includes(report.order.template);
