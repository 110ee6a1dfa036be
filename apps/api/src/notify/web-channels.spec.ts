import type { Channel } from '@wireledger/domain';
import type { ChannelTarget } from '@wireledger/events';
import { NotifyKeys, OutboundPolicy } from '@wireledger/notify';

import type { SaveWebChannelArgs } from '../schema/notify-commands';
import { WebChannels } from './web-channels';

const ID = '11111111-1111-4111-8111-111111111111';
const keys = new NotifyKeys('ab'.repeat(32));
const web = new WebChannels(
  new OutboundPolicy([], [], () => Promise.resolve([{ address: '8.8.8.8', family: 4 }])),
  keys,
);
const args = (more: Partial<SaveWebChannelArgs>): SaveWebChannelArgs => ({
  ...{ id: ID, seen: 0, key: ID, kind: 'webhook', name: 'x', enabled: true, perHour: 1, ...more },
});
const channel = (target: ChannelTarget) =>
  ({ id: ID, definition: { name: 'x', enabled: true, perHour: 1, target } }) as unknown as Channel;
const code = (name: string) => expect.objectContaining({ code: name });

it('a webhook keeps its address and secret until it is told otherwise', async () => {
  const first = await web.target(null, ID, args({ url: 'https://hooks.example.org/a' }));
  expect(first).toEqual({ kind: 'webhook', url: 'https://hooks.example.org/a', generation: 1 });
  expect(web.freshSecret(null, ID, first)).toBe(keys.webhookSecret(ID, 1));
  const same = await web.target(channel(first), ID, args({ url: null }));
  expect(same).toEqual(first);
  expect(web.freshSecret(channel(first), ID, same)).toBeNull();
  const rotated = await web.target(channel(first), ID, args({ rotate: true }));
  expect(rotated).toMatchObject({ generation: 2 });
  expect(web.freshSecret(channel(first), ID, rotated)).toBe(keys.webhookSecret(ID, 2));
});

it('the address of Slack is sealed, and kept when none is given', async () => {
  const url = 'https://hooks.slack.com/services/T/B/secret';
  const target = await web.target(null, ID, args({ kind: 'slack', url }));
  expect(JSON.stringify(target)).not.toContain('secret');
  expect(target.kind === 'slack' && keys.open(ID, target.sealed)).toBe(url);
  expect(await web.target(channel(target), ID, args({ kind: 'slack' }))).toBe(target);
  const elsewhere = web.target(null, ID, args({ kind: 'slack', url: 'https://hooks.example.org/x' }));
  await expect(elsewhere).rejects.toEqual(code('BAD_USER_INPUT'));
});

it('a syslog receiver keeps its address until there is another; a web address is none', async () => {
  const url = 'syslog+tls://logs.example.org:6514';
  const target = await web.target(null, ID, args({ kind: 'syslog', url }));
  expect(target).toEqual({ kind: 'syslog', url });
  expect(await web.target(channel(target), ID, args({ kind: 'syslog' }))).toEqual(target);
  for (const [kind, other] of [
    ['syslog', 'https://hooks.example.org/'],
    ['webhook', url],
  ] as const)
    await expect(web.target(null, ID, args({ kind, url: other }))).rejects.toEqual(code('ADDRESS_REFUSED'));
});

it.each(['http://127.0.0.1/', 'https://10.0.0.1/', 'https://user:x@hooks.example.org/', 'gopher://x/', 'x'])(
  'A-36 %s is refused when it is to be kept',
  async (url) => {
    await expect(web.target(null, ID, args({ url }))).rejects.toEqual(code('ADDRESS_REFUSED'));
  },
);

it('a new one needs an address, and a channel does not change its kind', async () => {
  await expect(web.target(null, ID, args({}))).rejects.toEqual(code('BAD_USER_INPUT'));
  const slack = channel({ kind: 'slack', host: 'hooks.slack.com', sealed: 'x' });
  await expect(web.target(slack, ID, args({ url: 'https://hooks.example.org/' }))).rejects.toEqual(
    code('BAD_USER_INPUT'),
  );
});
