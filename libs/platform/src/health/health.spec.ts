import { HealthChecks } from './health';

describe('health checks', () => {
  it('is ready when every check passes', async () => {
    expect(await new HealthChecks().add('a', async () => undefined).run()).toEqual({
      ok: true,
      checks: [{ name: 'a', ok: true }],
    });
  });

  it('names what failed without the error text, and what did not answer', async () => {
    const health = new HealthChecks()
      .add('database', async () => Promise.reject(new Error('password of postgres://…')))
      .add('log', () => new Promise(() => undefined));
    expect(await health.run(20)).toEqual({
      ok: false,
      checks: [
        { name: 'database', ok: false, reason: 'failed' },
        { name: 'log', ok: false, reason: 'no answer in time' },
      ],
    });
  });
});
