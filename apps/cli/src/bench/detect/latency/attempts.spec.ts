import { DetectorHost, RULE_SETS } from '@wireledger/detectors';

import { AttemptBatches, SCAN } from './attempts';
import { eventOf } from './told-batch';

const TELLER = { sensor: 'bench', source: '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f00' };

it('each source is one record short of a scan, and its deciding batch makes one alert of it', () => {
  const raised: string[] = [];
  const host = new DetectorHost({
    ...{ scope: TELLER.source, rules: RULE_SETS.recommended },
    onChange: ({ change, rule }) => change === 'raised' && raised.push(rule),
  });
  const batches = new AttemptBatches(Date.UTC(2026, 0, 5, 9) * 1000);
  const take = (batch: ReturnType<AttemptBatches['deciding']>) =>
    host.take({ ...batch, eventId: eventOf(TELLER, batch).id, source: TELLER.source, firstSeq: batch.seq[0] });
  const before = batches.before(100);
  expect(before.map(({ payload }) => payload.n)).toEqual([500, 400]);
  before.forEach(take);
  expect(raised).not.toContain('vertical-scan');
  for (let n = 0; n < 100; n++) {
    take(batches.deciding(n));
    expect(raised.filter((rule) => rule === 'vertical-scan')).toHaveLength(n + 1);
  }
  expect(RULE_SETS.recommended.find(({ id }) => id === 'vertical-scan')?.title).toBe(SCAN);
});
