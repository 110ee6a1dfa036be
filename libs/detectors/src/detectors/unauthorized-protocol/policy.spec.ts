import { rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { ANSWERED, flow, T0 } from '../../testing/rows';
import { unauthorizedProtocol } from './detector';
import { Policy, readLine, type Spoken } from './policy';

const FLOW: Spoken = { src: '10.0.0.1', dst: '203.0.113.1', proto: 6, dstPort: 443, protocol: 'tls' };

it.each([
  ['deny', {}, true],
  ['deny from internal to external tcp tls on 443', {}, true],
  ['deny from external', {}, false],
  ['deny to internal', {}, false],
  ['deny from 10.0.0.0/8', {}, true],
  ['deny from 10.0.0.0/31', {}, true],
  ['deny from 10.0.0.2/31', {}, false],
  ['deny from 10.0.0.1/32', {}, true],
  ['deny from 0.0.0.0/0', {}, true],
  ['deny from ::/0', {}, false],
  ['deny from 2001:db8::/33', { src: '2001:db8:7fff::1' }, true],
  ['deny from 2001:db8::/33', { src: '2001:db8:8000::1' }, false],
  ['deny to any udp', {}, false],
  ['deny udp', { proto: 17 }, true],
  ['deny not tls', {}, false],
  ['deny not tls,http on 443', { protocol: 'ssh' }, true],
  ['deny not tls on 443', { protocol: 'unknown' }, true],
  ['deny unknown', { protocol: 'unknown' }, true],
  ['deny ssh,telnet', { protocol: 'telnet' }, true],
  ['deny on 80,440-444', {}, true],
  ['deny on 80,440-442', {}, false],
])('%s of %j: %s', (text, more, fits) => {
  expect(readLine(text).fits({ ...FLOW, ...more })).toBe(fits);
});

it('is decided by the first line that fits', () => {
  const lines = ['allow to 203.0.113.1/32', 'deny tls', 'allow'].map(readLine);
  const policy = new Policy(lines);
  expect(policy.lineFor(FLOW)?.allows).toBe(true);
  expect(policy.lineFor({ ...FLOW, dst: '203.0.113.2' })?.text).toBe('deny tls');
  expect(new Policy(lines.slice(1, 2)).lineFor({ ...FLOW, protocol: 'ssh' })).toBeNull();
});

it('knows on which ports a protocol is spoken of, also one that no line can name', () => {
  const policy = new Policy(
    ['deny not tls on 443', 'deny to any tls on 0-79', 'deny ssh', 'allow on 80'].map(readLine),
  );
  const ports = (protocol: string) => [0, 79, 80, 443, 65_535].filter((port) => policy.mayFit(protocol, port));
  expect(ports('http')).toEqual([80, 443]);
  expect(ports('tls')).toEqual([0, 79, 80]);
  expect(ports('ssh')).toEqual([0, 79, 80, 443, 65_535]);
  expect([ports('made up'), ports('')]).toEqual([ports('http'), ports('http')]);
});

it.each([
  ['', 'a line begins with allow or deny, not nothing'],
  ['refuse tls', 'a line begins with allow or deny, not "refuse"'],
  ['deny from', 'nothing is no zone: any, internal, external, or a prefix as 10.0.0.0/8'],
  ['deny from dmz', '"dmz" is no zone: any, internal, external, or a prefix as 10.0.0.0/8'],
  ['deny gopher', '"gopher" is no protocol: '],
  ['deny constructor', '"constructor" is no protocol: '],
  ['deny not on 80', 'not is followed by protocols'],
  ['deny on', 'nothing is no port: 443, or 8000-8099'],
  ['deny on 70000', '"70000" is no port: 443, or 8000-8099'],
  ['deny on 90-80', '"90-80" is no port: 443, or 8000-8099'],
  ['deny on 80 tls', '"tls" has no place there'],
])('%j is refused: %s', (text, message) => {
  expect(() => readLine(text)).toThrow(message);
  const parsed = unauthorizedProtocol.parameters.safeParse({ ...PARAMETERS, policy: [text] });
  expect(parsed.success ? '' : parsed.error.issues[0]?.message).toContain(message);
});

const PARAMETERS = { policy: ['deny tcp not tls on 443'], connections: 1, windowS: 60, severity: 'low' } as const;
const RULE = rule({
  ...{ id: 'odd', title: 'Odd', detector: unauthorizedProtocol },
  parameters: { ...PARAMETERS, policy: [...PARAMETERS.policy] },
});
const [CONTENT, EXPORTED] = [32, 128];

it.each([
  ['ended, with its handshake, and nothing told', {}, 1],
  ['told by its bytes to be SSH, while it runs', { kind: 1, app: 'ssh', marks: CONTENT }, 1],
  ['while it runs, and nothing told yet', { kind: 1 }, 0],
  ['whose beginning was not seen', { srcFlags: 0x18, dstFlags: 0x18 }, 0],
  ['that an exporter told of', { marks: EXPORTED }, 0],
  ['without payload', { dstPayload: 0 }, 0],
  ['told to be TLS', { marks: CONTENT }, 0],
  ['on another port', { dstPort: 444 }, 0],
])('a flow on 443 %s', (_what, more, alerts) => {
  expect(raised([RULE], [flow(T0, { ...ANSWERED, app: 'tls', marks: 16, ...more })])).toHaveLength(alerts);
});

it('says who spoke what with whom, and which line denies it', () => {
  const [alert] = raised([RULE], [flow(T0, { ...ANSWERED, app: 'ssh', marks: CONTENT })]);
  expect(alert).toMatchObject({
    ...{ kind: 'unauthorized_protocol', src: '10.0.0.1', dst: '203.0.113.1', dport: 443 },
    summary:
      '10.0.0.1 spoke ssh with 203.0.113.1 on port 443, 1 connection within 0 s; the policy says “deny tcp not tls on 443”, the threshold is 1.',
  });
});
