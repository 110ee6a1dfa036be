import { littleWorld } from '../testing/little-world';
import { batchEvent, flowColumns, type FlowRecord, T0 } from '../testing/telemetry';
import { communityBytes, flowCommunityId } from './flow-community-id';
import { flagLetters, flowRecordToFlow, protoName, protoNumber } from './flow-shape';

const recorded = (records: FlowRecord[]) => ({
  ...batchEvent({ sensor: 's', source: 'a8098c1a-f86e-51da-bd1a-00112444be1e' }, 'flow', 1, flowColumns(records, T0), [
    T0,
    T0,
  ]),
  ...{ stream: 'facts-s.1', revision: 0n, position: '7' as never, recordedAt: T0 },
});

it.each([
  // Examples of the community id specification's baseline: TCP, UDP, ICMP echo.
  [
    { proto: 6, src: '128.232.110.120', dst: '66.35.250.204', srcPort: 34855, dstPort: 80 },
    '1:LQU9qZlK+B5F3KDmev6m5PMibrg=',
  ],
  [{ proto: 17, src: '192.168.1.52', dst: '8.8.8.8', srcPort: 54585, dstPort: 53 }, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
  [{ proto: 1, src: '192.168.0.89', dst: '192.168.0.1', srcPort: 8, dstPort: 0 }, '1:X0snYXpgwiv9TZtqg64sgzUn6Dk='],
])('community id of %j', (flow, id) => {
  expect(flowCommunityId(flow)).toBe(id);
  const { src, dst, srcPort, dstPort, proto } = flow;
  expect(flowCommunityId({ proto, src: dst, dst: src, srcPort: dstPort, dstPort: srcPort })).toBe(id);
  expect(`1:${communityBytes(id)?.toString('base64')}`).toBe(id);
});

it('reads protocols and flags', () => {
  expect([6, 17, 1, 58, 132, 47].map(protoName)).toEqual(['tcp', 'udp', 'icmp', 'icmpv6', 'sctp', '47']);
  expect(['TCP', '47', '256', 'x'].map(protoNumber)).toEqual([6, 47, null, null]);
  expect(flagLetters(0x1b)).toBe('FSPA');
  expect(communityBytes('2:xyz')).toBeNull();
});

it('shows a record as the flow it describes', () => {
  const [record] = littleWorld({ seed: 1, flows: 1 }).flowRecords;
  if (!record) throw new Error('no flow');
  const ended = recorded([{ ...record, kind: 2, reason: 1, proto: 6, first: T0 + 1, last: T0 + 1_500_001 }]);
  expect(flowRecordToFlow(ended, 0)).toMatchObject({
    source: 'a8098c1a-f86e-51da-bd1a-00112444be1e',
    start: '2026-11-21T08:00:00.000001Z',
    duration: 1.5,
    running: false,
    endReason: 'fin',
    proto: 'tcp',
    rttMs: 1.5,
    vlan: null,
    domain: null,
    records: [{ position: '7', n: 0, kind: 'end', packets: record.dSrcPackets + record.dDstPackets }],
  });
  const running = flowRecordToFlow(recorded([{ ...record, kind: 0, proto: 47 }]), 0);
  expect(running).toMatchObject({
    running: true,
    endReason: null,
    proto: '47',
    srcPort: null,
    dstPort: null,
    rttMs: null,
  });
  expect(() => flowRecordToFlow(ended, 1)).toThrow(RangeError);
  expect(() => flowRecordToFlow({ ...ended, meta: { ...ended.meta, src: 'nowhere' } }, 0)).toThrow(/sensor and source/);
  expect(() => flowRecordToFlow({ ...ended, data: { v: 2 } }, 0)).toThrow(/not a batch/);
});
