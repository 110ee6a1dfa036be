import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '@wireledger/event-sourcing';

import { TestApi } from '../testing/test-api';
import { LEFT_OUT, redact } from './redact';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const EVENT = `{ event(stream: "setting-demo", revision: 1) { data redacted prev hash intact linked last event { type actorName } } }`;

describe('reading the trail', () => {
  it('is itself on it, once a minute for a session', async () => {
    const token = await api.person('AUDITOR');
    const before = (await api.log.readAll({ after: 'start', filter: { types: ['domain.ActAudited'] }, limit: 500 }))
      .events.length;
    for (let i = 0; i < 3; i++) await api.query('{ audit { count } }', { token });
    const rows = async () =>
      (await api.log.readAll({ after: 'start', filter: { types: ['domain.ActAudited'] }, limit: 500 })).events.slice(
        before,
      );
    expect(await rows()).toHaveLength(1);
    await api.api.services.trail.flush();
    expect((await rows()).map(({ data }) => [data.operation, data.kind, data.count])).toEqual([
      ['audit', 'read', 1],
      ['audit', 'read', 2],
    ]);
  });

  it.each([
    ['ANALYST', true],
    ['OPERATOR', true],
    ['VIEWER', true],
    ['AUDITOR', false],
    ['ADMIN', false],
  ] as const)('%s asks for his own alone: %s', async (role, own) => {
    const token = await api.person(role);
    await api.query('{ audit(where: { origin: ["192.0.2.0/24"] }) { count } }', { token });
    const asked = api.readModels.asked.findLast(([name]) => name === 'audit')?.[1] as {
      own?: string;
      where: JsonObject;
    };
    expect(asked.own === undefined).toBe(!own);
    if (own) expect(asked.own).toMatch(/^user:/);
    expect(asked.where).toEqual({ ip: ['192.0.2.0/24'] });
  });
});

describe('the order to verify the history', () => {
  const VERIFY = 'mutation { verifyHistory { id state askedByName } }';

  it('is an auditor’s, rings for a worker, and is on the trail; a second one joins the first', async () => {
    const token = await api.person('AUDITOR');
    const first = await api.query(VERIFY, { token });
    const second = await api.query(VERIFY, { token: await api.person('ADMIN') });
    expect(first.data?.verifyHistory).toMatchObject({
      state: 'waiting',
      askedByName: expect.stringContaining('AUDITOR'),
    });
    expect(second.data?.verifyHistory).toEqual(first.data?.verifyHistory);
    const { events } = await api.log.readAll({ after: 'start', filter: { types: ['domain.ActAudited'] }, limit: 500 });
    const told = events.filter(({ data }) => data.operation === 'verifyHistory');
    expect(told.map(({ data }) => data.result)).toEqual(['done', 'done']);
    const state = await api.query('{ integrity { head seals { n } anchors { name } check { state } } }', { token });
    expect(state.data?.integrity).toMatchObject({ seals: [], anchors: [], check: { state: 'waiting' } });
  });

  it('is refused to an analyst', async () => {
    const answer = await api.query(VERIFY, { token: await api.person('ANALYST') });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'audit.verify' });
  });
});

describe('single events', () => {
  it('are shown with hash and link checked, and the states between them compared', async () => {
    const admin = await api.token('ADMIN');
    for (const shown of [false, true])
      await api.query(`mutation { setDemo(shown: ${shown}) { position } }`, { token: admin });
    const token = await api.person('AUDITOR');
    const answer = await api.query(EVENT, { token });
    expect(answer.data?.event).toMatchObject({
      intact: true,
      linked: true,
      last: 1,
      event: { type: 'domain.SettingChanged' },
    });
    const change = await api.query(
      '{ streamChange(stream: "setting-demo", from: 0, to: 1) { known changes { field before after } } }',
      { token },
    );
    expect(change.data?.streamChange).toEqual({
      known: true,
      changes: [{ field: 'shown', before: 'false', after: 'true' }],
    });
  });

  it.each([
    ['{ event(stream: "setting-demo", revision: 99) { data } }', 'NOT_FOUND'],
    ['{ event(stream: "nothing-here", revision: 0) { data } }', 'NOT_FOUND'],
    ['{ event(stream: "setting-demo", revision: -1) { data } }', 'NOT_FOUND'],
    ['{ streamChange(stream: "setting-none", from: 0, to: 1) { known } }', 'NOT_FOUND'],
    ['{ streamChange(stream: "setting-demo", from: 0.5, to: 1) { known } }', 'BAD_USER_INPUT'],
  ])('%s → %s', async (document, code) => {
    const answer = await api.query(document, { token: await api.person('AUDITOR') });
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
  });

  it('show an auditor no name of a person', async () => {
    const { id } = await api.bootstrap('Grace Hopper');
    const answer = await api.query(`{ event(stream: "user-${id}", revision: 0) { data redacted } }`, {
      token: await api.person('AUDITOR'),
    });
    const { data, redacted } = answer.data?.event as { data: string; redacted: boolean };
    expect([redacted, JSON.parse(data)]).toEqual([true, { user: id, name: LEFT_OUT, role: 'ADMIN', by: 'bootstrap' }]);
  });

  it('no sample of the catalogue shows an auditor an address, a wire name or words of a person', () => {
    const folder = path.resolve(__dirname, '../../../../libs/events/src/catalogue/fixtures');
    for (const file of readdirSync(folder)) {
      const { data } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { data: JsonObject };
      const shown = JSON.stringify(redact(data).value);
      expect([file, /\d+\.\d+\.\d+\.\d+|[0-9a-f]+::|example\.|Mozilla/.test(shown)]).toEqual([file, false]);
    }
  });
});
