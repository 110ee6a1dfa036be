import { Counter, Histogram, createMetrics } from '@wireledger/platform';

import type { Viewer } from '../access/viewer';
import { FakeReadModels } from '../testing/fake-read-models';
import { QueryGateway } from './query-gateway';

const registry = createMetrics('test');
const metrics = {
  seconds: new Histogram({ name: 's', help: 's', labelNames: ['query'] as const, registers: [registry] }),
  failures: new Counter({ name: 'f', help: 'f', labelNames: ['query', 'code'] as const, registers: [registry] }),
};

const viewer: Viewer = {
  ...{ is: 'token', token: 't', owner: null, party: 'ANALYST', clear: false, without: [], expiresAt: Infinity },
  scope: { sensor: ['edge'] },
};

describe('query gateway', () => {
  it('asks within the scope of the viewer, and nothing for nobody', async () => {
    const models = new FakeReadModels();
    const gateway = new QueryGateway(models, metrics);
    await gateway.run('sensors', {}, { viewer });
    expect(models.asked).toEqual([['sensors', {}, { sensor: ['edge'] }]]);
    await expect(gateway.run('sensors', {}, { viewer: null })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(models.asked).toHaveLength(1);
  });

  it('gives up on a query that takes too long, with the mend, and counts it', async () => {
    const models = new FakeReadModels();
    models.answers.sensors = () => new Promise(() => undefined);
    const gateway = new QueryGateway(models, metrics, undefined, 20);
    await expect(gateway.run('sensors', {}, { viewer })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('shorter range'),
    });
    expect((await metrics.failures.get()).values).toEqual([
      { labels: { query: 'sensors', code: 'TIMEOUT' }, value: 1 },
    ]);
  });

  it('refuses an expression that is not understood, with the place and the mend, and asks nobody', async () => {
    const models = new FakeReadModels();
    const gateway = new QueryGateway(models, metrics);
    const where = { filter: 'srcip = 10.0.0.1', proto: ['tcp'] };
    await expect(gateway.run('flows', { where }, { viewer })).rejects.toMatchObject({
      code: 'BAD_FILTER',
      message: expect.stringContaining('at character 1'),
      details: { reason: 'unknownField', position: 0, end: 5, suggestion: 'src.ip = 10.0.0.1' },
    });
    expect(models.asked).toEqual([]);
    const long = `src.ip in (${Array.from({ length: 300 }, () => '10.0.0.1').join(',')})`;
    await gateway.run('flows', { where: { filter: long } }, { viewer });
    expect(models.asked).toHaveLength(1);
  });

  it.each([
    ['dnsTransactions', 'dns.type = TXT', 'bytes > 1', [0, 5]],
    ['tlsHandshakes', 'tls.version = TLSv1.0', 'ip exists and dns.type = TXT', [14, 22]],
    ['tlsTops', 'tls.sni exists', 'http.host = x', [0, 9]],
    ['httpTransactions', 'http.status = 404', 'auth.user = x', [0, 9]],
    ['httpTops', 'http.ua ~ curl*', 'packets > 1', [0, 7]],
    ['authAttempts', 'auth.user = root', 'domain = x', [0, 6]],
    ['authTops', 'auth.outcome = failure', 'tls.sni = x', [0, 7]],
    ['flows', 'bytes > 1', 'dns.type = TXT', [0, 8]],
  ] as const)('%s takes expressions about its own records', async (name, right, wrong, [position, end]) => {
    const models = new FakeReadModels();
    const gateway = new QueryGateway(models, metrics);
    await gateway.run(name, { where: { filter: right } }, { viewer });
    expect(models.asked).toHaveLength(1);
    await expect(gateway.run(name, { where: { filter: wrong } }, { viewer })).rejects.toMatchObject({
      code: 'BAD_FILTER',
      details: { reason: 'otherKind', position, end },
    });
    expect(models.asked).toHaveLength(1);
  });

  it.each([
    ['flows', { first: 1001 }, /first.*1000/],
    ['hosts', { first: 201 }, /first.*200/],
    ['flows', { where: { ip: ['300.1.1.1'] } }, /where\.ip/],
    ['flows', { where: { dstPort: [65536] } }, /where\.dstPort/],
    ['flows', { where: { minBytes: -1 } }, /where\.minBytes/],
    ['flows', { where: { app: Array.from({ length: 101 }, () => 'tls') } }, /where\.app.*100/],
    ['dnsTransactions', { where: { search: 'x'.repeat(1025) } }, /where\.search/],
    ['flows', { asOf: '0000000000000000001', minPosition: '0000000000000000001' }, /asOf.*minPosition/],
    ['host', { address: 'example.org' }, /address/],
    ['hosts', { range: { from: '2026-11-21T09:00:00Z', to: '2026-11-21T09:00:00Z' } }, /range/],
  ] as const)('refuses %s %j and names the argument', async (name, args, message) => {
    const models = new FakeReadModels();
    await expect(new QueryGateway(models, metrics).run(name, args, { viewer })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(message),
    });
    expect(models.asked).toEqual([]);
  });
});
