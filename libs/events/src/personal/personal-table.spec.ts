import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type JsonObject, personalTexts, valueAt } from '@wireledger/event-sourcing';

import { EVENT_DEFINITIONS } from '../catalogue';
import { PERSONAL_FIELDS } from './personal-table';

const U = 'b4c1d2e3-f405-4617-8829-3a4b5c6d7e8f';
const ADMIN = '0e9d8c7b-6a59-4847-b635-241302f1e0d9';
const meta = { $correlationId: 'r1', $causationId: 'r1', actor: `user:${ADMIN}`, sv: 1, occ: [1, 1] as const };
const texts = (type: string, data: JsonObject, actor = meta.actor) =>
  Object.fromEntries(
    personalTexts({ type, data, meta: { ...meta, actor } }, PERSONAL_FIELDS).map(({ path, subjects }) => [
      path,
      subjects,
    ]),
  );
/** A sample with turns of duty, when it is a mail channel. */
function withRota(sample: JsonObject): JsonObject {
  if (!('definition' in sample)) return sample;
  const definition = sample.definition as JsonObject;
  const standIns = [{ from: '2026-12-24', to: '2026-12-26', recipient: 'cy@example.org' }];
  const rota = { zone: 'Europe/Berlin', first: '2026-11-02', at: 540, days: 7, standIns };
  return { ...sample, definition: { ...definition, target: { ...(definition.target as JsonObject), rota } } };
}
const act = (more: JsonObject): JsonObject => ({
  ...{ operation: 'x', who: { actor: `user:${ADMIN}` }, origin: { ip: '192.0.2.1', agent: 'a' }, target: null },
  ...{ reason: 'because', ...more },
});

describe('the table of personal fields', () => {
  const folder = join(__dirname, '../catalogue/fixtures');
  const samples = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { type: string; sv: number; data: JsonObject },
  );

  it.each([...PERSONAL_FIELDS].flatMap(([type, fields]) => fields.map(({ path }) => [type, path] as const)))(
    'names a text that %s can have: %s',
    (type, path) => {
      const { version, schema } = EVENT_DEFINITIONS.find((definition) => definition.type === type) ?? {};
      const sample = samples.find((one) => one.type === type && one.sv === version);
      const value = valueAt(sample?.data ?? {}, path);
      // Optional in some: the schema takes a text there all the same.
      if (typeof value === 'string') return;
      if (path.includes('*')) {
        // The frozen sample of a channel is older than rotas.
        const data = (schema?.parse(withRota(sample?.data ?? {})) ?? {}) as JsonObject;
        const found = personalTexts({ type, data, meta }, new Map([[type, [{ path, of: [() => 'a'] }]]]));
        expect(found.map(({ path: at }) => at.replace(/\/\d+(?=\/|$)/g, '/*'))).toContain(path);
        return;
      }
      const [outer = '', inner] = path.split('/');
      const put = inner
        ? { [outer]: { ...(sample?.data[outer] as JsonObject), [inner]: 'text' } }
        : { [outer]: 'text' };
      const whole = path.startsWith('origin/') ? { origin: { ip: 'text', agent: 'text' } } : put;
      expect(schema?.parse({ ...sample?.data, ...whole })).toMatchObject(whole);
      expect(valueAt(schema?.parse({ ...sample?.data, ...whole }) as JsonObject, path)).toBe('text');
    },
  );

  it('leaves no free text of people out: every `reason`, `note`, `said` and `text` of a sample is in it, or known to be none', () => {
    // Enumerations and words of ours, of receivers, of sensors, and of the host.
    const ours = ['SessionEnded reason', 'SignInRefused reason', 'AlertClosed reason', 'NotificationDropped reason'];
    const others = [
      ...['NotificationFailed reason', 'GapReported reason', 'CaptureStopped reason', 'ReplayStopped reason'],
      ...['DataAccessed reason', 'HistoryAccepted reason', 'KeyReplaced reason', 'PacketsNotStored reason'],
    ];
    const found = samples.flatMap(({ type, data }) =>
      Object.keys(data)
        .filter((key) => ['reason', 'note', 'said', 'text', 'accepted'].includes(key) && typeof data[key] === 'string')
        .filter((key) => !(PERSONAL_FIELDS.get(type) ?? []).some(({ path }) => path === key))
        .map((key) => `${type.replace(/^.*\./, '')} ${key}`),
    );
    expect(found.filter((one) => ![...ours, ...others].includes(one))).toEqual([]);
  });

  it('gives a name to its owner, and a reason to both who wrote it and whom it is about', () => {
    const data = { user: U, name: 'Erika', reason: 'new' };
    expect(texts('domain.UserInvited', data)).toEqual({ name: [`user:${U}`], reason: [`user:${U}`, `user:${ADMIN}`] });
    expect(texts('domain.UserInvited', data, 'system:api')).toEqual({ name: [`user:${U}`], reason: [`user:${U}`] });
  });

  it('gives an act to who acted, its reason to whom it was about too; an invitation to the request that made it', () => {
    const own = [`user:${ADMIN}`];
    const origin = { 'origin/ip': own, 'origin/agent': own };
    const about = { operation: 'disableUser', target: { kind: 'user', id: U } };
    expect(texts('domain.ActAudited', act(about))).toEqual({ ...origin, reason: [...own, `user:${U}`] });
    const invite = { operation: 'inviteUser', target: { kind: 'user', id: null } };
    expect(texts('domain.ActAnnounced', act(invite))).toEqual({ ...origin, reason: [...own, 'request:r1'] });
    const decide = { operation: 'confirmApproval', target: { kind: 'account', id: U } };
    expect(texts('domain.ActAudited', act(decide))).toEqual({ ...origin, reason: [...own, `approval:${U}`] });
    const erase = { operation: 'erasePerson', target: { kind: 'person', id: U } };
    expect(texts('domain.ActAudited', act(erase))).toEqual({ ...origin, reason: own });
  });

  it('gives each address of a channel to whoever reads there, in small letters, and the host of a web address to nobody', () => {
    const standIns = [{ from: '2026-01-01', to: '2026-01-02', recipient: 'Cy@example.org' }];
    const target = { kind: 'email', recipients: ['Ann@Example.org', 'ben@example.org'], rota: { standIns } };
    expect(
      texts('domain.ChannelDefined', { channel: U, by: `user:${ADMIN}`, definition: { name: 'On call', target } }),
    ).toEqual({
      'definition/target/recipients/0': ['address-anew:ann@example.org'],
      'definition/target/recipients/1': ['address-anew:ben@example.org'],
      'definition/target/rota/standIns/0/recipient': ['address-anew:cy@example.org'],
    });
    const planned = [{ recipient: 'hooks.example.org' }, { recipient: 'ann@example.org' }];
    expect(texts('domain.EscalationStepReached', { planned })).toEqual({
      'planned/1/recipient': ['address:ann@example.org'],
    });
    expect(texts('domain.ChannelDefined', { definition: { target: { kind: 'webhook', recipients: 'a@b' } } })).toEqual(
      {},
    );
  });

  it('gives where somebody came from who was not signed in to the account that he tried, and what hosts do to nobody', () => {
    const tried = act({ who: { actor: 'nobody' }, target: { kind: 'account', id: U }, reason: null });
    const of = [`user:${U}`];
    expect(texts('domain.ActAudited', tried)).toEqual({ 'origin/ip': of, 'origin/agent': of });
    expect(texts('domain.ActAudited', act({ who: { actor: 'host' } }))).toEqual({});
  });
});
