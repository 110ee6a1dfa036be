import {
  alertRow,
  figuresOf,
  flowRow,
  nextSpeed,
  type SandboxAlert,
  type SandboxFlow,
  speedWord,
} from './sandbox-words';

const UTC = 'utc' as never;
const FLOW = {
  ...{ flow: 3, ended: null, src: '10.0.0.5', dst: '192.0.2.7', srcPort: 51_000, dstPort: 443, proto: 'tcp' },
  ...{ app: 'tls', state: 'S1', history: 'ShA', first: '2026-11-21T08:00:00.000000Z', srcPackets: 2, dstPackets: 1 },
  ...{ last: '2026-11-21T08:00:02.500000Z', srcBytes: 1200, dstBytes: 60, retransmissions: 1, rttSeconds: 0.0015 },
} as SandboxFlow;

describe('words of a sandbox', () => {
  it('go up and down the speeds, and stop at the ends', () => {
    expect([nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(3, 1), nextSpeed(3, -1)]).toEqual([10, 0.5, 10, 1]);
    expect([nextSpeed(1000, 1), nextSpeed(null, 1), nextSpeed(null, -1), nextSpeed(0.1, -1)]).toEqual([
      ...[null, null, 1000, 0.1],
    ]);
    expect([speedWord(0.1), speedWord(null)]).toEqual(['0.1×', 'As fast as possible']);
  });

  it('tell a flow, open or ended, and what it opens to', () => {
    const facts = (flow: SandboxFlow) =>
      Object.fromEntries(flowRow(flow, UTC).facts.map((one) => [one.label, one.text]));
    expect(flowRow(FLOW, UTC)).toMatchObject({ id: 'f3', packets: '3', state: 'open' });
    expect(flowRow({ ...FLOW, ended: 'idle' }, UTC).state).toBe('silence');
    expect(flowRow({ ...FLOW, ended: 'unheard of' }, UTC).state).toBe('unheard of');
    expect(facts(FLOW)).toMatchObject({ State: 'S1 ShA', Transport: 'tcp', Retransmissions: '1' });
    expect(facts({ ...FLOW, rttSeconds: null, state: '', history: '' })).toMatchObject({
      'Round trip': '—',
      State: '—',
    });
  });

  it('tell an alert with what was measured', () => {
    const alert = {
      ...{ id: 'x', rule: 'fast-scan', ruleVersion: 2, title: 'Scan', kind: 'port_scan_vertical', severity: 'high' },
      ...{ entity: 'e', src: null, dst: null, dport: null, value: 1200, threshold: 20, unit: 'ports', summary: 's' },
      ...{ first: FLOW.first, last: FLOW.last, ended: true },
    } as SandboxAlert;
    const facts = Object.fromEntries(alertRow(alert, UTC).facts.map((one) => [one.label, one.text]));
    expect(facts).toMatchObject({ Measured: '1,200 ports, from 20 on', Rule: 'fast-scan, version 2', Episode: 'over' });
    expect(alertRow({ ...alert, ended: false }, UTC).facts).toContainEqual({ label: 'Episode', text: 'goes on' });
  });

  it('tell how far it is', () => {
    const replay = { packets: 1500, packetsInAll: 2000, bytes: 10, flowsOpen: 1, flowsEnded: 2, lookups: 3, alerts: 4 };
    expect(figuresOf(replay as never).map(({ text }) => text.replace(/\s/gu, ' '))).toEqual([
      ...['1,500 of 2,000', '10 B', '1', '2', '3', '4'],
    ]);
  });
});
