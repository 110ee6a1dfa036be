import type { Ask, Moment } from '../route';
import { ALERTS } from './alerts';

const ACKNOWLEDGE = ALERTS.routes.find(({ door }) => door === 'POST /api/alerts/acknowledge');
const TIME = '2026-11-21T08:15:00.000000Z';

/** Alerts of `source`, 200 a page, of which the ones named by `at` have the time; answers which was taken on. */
async function acknowledge(source: string, count: number, at: readonly number[], asked = source): Promise<unknown> {
  const alerts = Array.from({ length: count }, (_, i) => {
    const time = at.includes(i) ? TIME : '2026-11-21T09:00:00.000000Z';
    return {
      id: `alert ${i}`,
      src: source,
      first: time,
      last: time,
      firedAt: time,
      raisedAt: time,
      state: { version: 3 },
    };
  });
  const ask = ((field: string, args: { where?: { endpoint: string[] }; after?: string; first: number }) => {
    if (field === 'Mutation.acknowledgeAlert') return Promise.resolve(args);
    expect(args.where).toEqual({ endpoint: [source] });
    const from = Number(args.after ?? 0);
    const rows = alerts.slice(from, from + args.first).map((alert) => ({ alert }));
    return Promise.resolve({ rows, next: from + args.first < count ? String(from + args.first) : null });
  }) as unknown as Ask;
  const given = { timestamp: TIME, source_ip: asked, reason: 'known' };
  return ACKNOWLEDGE?.answer(given as never, ask, {} as Moment);
}

describe('an alert named by a time and its source', () => {
  it('is found among any number of alerts of the source', async () => {
    await expect(acknowledge('203.0.113.9', 901, [900])).resolves.toMatchObject({ id: 'alert 900', seen: 3 });
  });

  it('is found however the address is written', async () => {
    await expect(acknowledge('2001:db8::9', 3, [1], '2001:DB8:0::9')).resolves.toMatchObject({ id: 'alert 1' });
  });

  it('is none, or has to be named by its id, also over pages', async () => {
    await expect(acknowledge('203.0.113.9', 250, [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(acknowledge('203.0.113.9', 450, [0, 449])).rejects.toMatchObject({ code: 'ALERT_AMBIGUOUS' });
  });
});
