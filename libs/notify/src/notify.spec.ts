import { createHmac } from 'node:crypto';

import { escapeHtml, inert } from './inert';
import { NotifyKeys } from './keys';
import { composeMail } from './mail/compose-mail';
import type { AlertNotice, Message } from './message';
import { OutboundPolicy, OutboundRefused } from './web/outbound-policy';
import { slackBody } from './web/slack';
import { webhookPost } from './web/webhook';

const notice = (more: Partial<AlertNotice> = {}): AlertNotice => ({
  ...{ id: '7b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d', severity: 'critical', title: 'DNS tunnel', kind: 'dns_tunnel' },
  ...{ technique: 'T1071.004', sensor: 'edge-1', entity: '10.0.0.5', src: '10.0.0.5', dst: null, dport: null },
  ...{ summary: '10.0.0.5 asked 900 times for names below evil.example.', first: 0, last: 60_000_000, raisedAt: 1 },
  ...more,
});
const message = (more: Partial<Message> = {}): Message => ({
  ...{ key: '11111111-1111-4111-8111-111111111111', kind: 'alert', alerts: [notice()], of: 1, channel: 'On call' },
  console: 'https://wireledger.example.org',
  ...more,
});
const HOSTILE = 'x\r\nBcc: victim@example.org\u202e<script>alert(1)</script> http://evil.example/ ${7*7} {{7*7}}';

describe('inert text', () => {
  it.each([
    ['a\r\nBcc: b', 'a\\u000d\\u000aBcc: b'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['https://evil.example/x', 'hxxps://evil[.]example/x'],
    ['10.0.0.5 and 2001:db8::1 at 1.5 Mbit/s.', '10.0.0.5 and 2001:db8::1 at 1.5 Mbit/s.'],
    ['me@evil.example', 'me[@]evil[.]example'],
    ['\u202eabc\u200b', '\\u202eabc\\u200b'],
  ])('%j', (text, shown) => expect(inert(text)).toBe(shown));

  it('is cut, and takes time in proportion to its length', () => {
    expect([...inert('😀'.repeat(500), 100)]).toHaveLength(100);
    expect(inert(`${'a.'.repeat(50_000)}`, 50)).toHaveLength(50);
    expect(escapeHtml(`<a href="x">'&`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  });
});

describe('a mail', () => {
  it('is text and HTML, in one thread an alert, under a name that stays', () => {
    const [one, two] = [message(), message({ key: '22222222-2222-4222-8222-222222222222' })].map((m) =>
      composeMail(m, 'example.org'),
    );
    expect(one).toMatchObject({
      subject: '[Wireledger] CRITICAL: DNS tunnel, 10.0.0.5',
      messageId: '<11111111-1111-4111-8111-111111111111@example.org>',
    });
    expect(one?.references).toEqual(two?.references);
    expect(one?.messageId).not.toBe(two?.messageId);
    const link = 'https://wireledger.example.org/alerts?v=1&tab=all&sel=7b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d';
    expect(one?.text).toContain(link);
    expect(one?.html).toContain(link.replaceAll('&', '&amp;'));
    expect(one?.text).toContain('evil[.]example');
  });

  it('A-04 shows hostile names as text', () => {
    const alerts = [notice({ title: HOSTILE, entity: HOSTILE, summary: HOSTILE, src: HOSTILE, sensor: HOSTILE })];
    const { subject, text, html } = composeMail(message({ alerts, channel: HOSTILE }), 'example.org');
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/http:\/\/evil|victim@|\u202e/);
      expect(part).not.toMatch(/\r/);
    }
    expect(subject).not.toContain('\n');
    expect(text).not.toMatch(/^Bcc/m);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
    expect(text).toContain('${7*7} {{7*7}}');
  });

  it('of many alerts says how many, and names the gravest', () => {
    const digest = message({
      kind: 'digest',
      alerts: [notice({ severity: 'low' }), notice({ severity: 'high' })],
      of: 40,
    });
    const { subject, text, references } = composeMail(digest, 'example.org');
    expect(subject).toBe('[Wireledger] 40 alerts, the gravest high');
    expect(text).toContain('and 38 more: https://wireledger.example.org/alerts');
    expect(references).toEqual([]);
  });
});

describe('a webhook', () => {
  it('is signed over time and body, and equal for equal messages', () => {
    const { body, headers } = webhookPost(message(), 'secret', 1_700_000_000_500);
    const v1 = createHmac('sha256', 'secret').update(`1700000000.${body}`).digest('hex');
    expect(headers).toEqual({ 'idempotency-key': message().key, 'x-wireledger-signature': `t=1700000000,v1=${v1}` });
    expect(webhookPost(message(), 'secret', 9).body).toBe(body);
    expect(JSON.parse(body)).toMatchObject({
      ...{ version: 1, kind: 'alert', count: 1 },
      alerts: [{ severity: 'critical', first: '1970-01-01T00:00:00.000000Z' }],
    });
  });

  it('for Slack holds names where nothing is markup', () => {
    const body = JSON.parse(
      slackBody(message({ alerts: [notice({ summary: '<!channel> <http://evil.example|x>' })] })),
    );
    for (const { type, text } of body.blocks) if (type !== 'actions') expect(text.type).toBe('plain_text');
    expect(body.text).not.toMatch(/<[!h]/);
  });
});

describe('keys', () => {
  const keys = new NotifyKeys('ab'.repeat(32));

  it('make another secret for each channel and generation', () => {
    const secrets = [keys.webhookSecret('a', 1), keys.webhookSecret('a', 2), keys.webhookSecret('b', 1)];
    expect(new Set(secrets).size).toBe(3);
    expect(keys.webhookSecret('a', 1)).toBe(secrets[0]);
  });

  it('open what they sealed, for the same channel only', () => {
    const sealed = keys.seal('a', 'https://hooks.slack.com/services/T/B/x');
    expect(keys.open('a', sealed)).toBe('https://hooks.slack.com/services/T/B/x');
    expect(keys.open('b', sealed)).toBeNull();
    expect(new NotifyKeys('cd'.repeat(32)).open('a', sealed)).toBeNull();
    expect(keys.open('a', 'AAAA')).toBeNull();
    expect(() => new NotifyKeys('x')).toThrow('64 hex digits');
  });
});

describe('what is called outside', () => {
  const addresses: Record<string, string[]> = {
    'hooks.example.org': ['8.8.8.8'],
    'inside.example.org': ['8.8.8.8', '10.0.0.1'],
    'mapped.example.org': ['::ffff:169.254.169.254'],
    'six.example.org': ['2606:4700::1111'],
    'wireledger.example.org.': ['8.8.8.8'],
  };
  const resolve = (host: string) =>
    addresses[host]
      ? Promise.resolve(addresses[host].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }) as const))
      : Promise.reject(new Error('ENOTFOUND'));
  const policy = new OutboundPolicy([], ['wireledger.example.org'], resolve);

  it.each([
    ...['http://127.0.0.1/', 'https://[::1]/', 'https://0.0.0.0/', 'http://169.254.169.254/latest/meta-data'],
    ...['https://10.1.2.3/', 'http://2130706433/', 'https://0x7f.1/', 'https://[::ffff:127.0.0.1]/', 'https://[::]/'],
    ...[
      'https://wireledger.example.org/',
      'https://Wireledger.example.org./',
      'https://user:pass@hooks.example.org/',
      'https://hooks.example.org:22/',
    ],
    ...[
      'file:///etc/passwd',
      'gopher://hooks.example.org/',
      'http://hooks.example.org/',
      'https://inside.example.org/',
    ],
    ...['https://mapped.example.org/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/', 'https://[fe80::1]/'],
    ...['https://nowhere.example.org/', 'hooks.example.org', 'https://192.168.1.1:8443/', 'https://100.64.0.1/'],
  ])('A-36 %s is refused', async (url) => {
    await expect(policy.check(url)).rejects.toBeInstanceOf(OutboundRefused);
  });

  it('A-37 https on the Internet is called, at the address that was checked', async () => {
    await expect(policy.check('https://hooks.example.org/x')).resolves.toMatchObject({
      address: { address: '8.8.8.8' },
    });
    await expect(policy.check('https://six.example.org:8443/')).resolves.toMatchObject({ address: { family: 6 } });
  });

  it('a network that the operator allows is called, by http as well', async () => {
    const open = new OutboundPolicy(['10.0.0.0/8', '::1'], [], resolve);
    await expect(open.check('http://10.1.2.3:8080/')).resolves.toMatchObject({ address: { address: '10.1.2.3' } });
    await expect(open.check('http://[::1]:8080/')).resolves.toMatchObject({ address: { address: '::1' } });
    await expect(open.check('http://192.168.0.1/')).rejects.toThrow('OUTBOUND_ALLOW');
  });
});
