import { complaint, droppedBy, isListening } from './tcpdump-messages';

describe('what tcpdump says', () => {
  it.each([
    ['tcpdump: 43 packets captured, 86 packets received by filter, 0 packets dropped by kernel', { kernel: 0 }],
    ['tcpdump: 1 packet captured, 1 packet received by filter, 1 packet dropped by kernel', { kernel: 1 }],
    [
      'tcpdump: 9 packets captured, 20 packets received by filter, 4 packets dropped by kernel, 7 packets dropped by interface',
      { kernel: 4, interface: 7 },
    ],
    ['12 packets dropped by kernel', { kernel: 12 }],
    ['43 packets captured', {}],
    ['tcpdump: listening on lo', {}],
  ])('%s', (line, counts) => expect(droppedBy(line)).toEqual(counts));

  it('knows when it listens', () => {
    expect(isListening('tcpdump: listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes')).toBe(
      true,
    );
    expect(isListening('tcpdump: eth7: No such device exists')).toBe(false);
  });

  it.each([
    ['tcpdump: eth7: No such device exists', /^eth7: No such device exists\. Look whether .*ip link$/],
    ["tcpdump: eth0: You don't have permission to perform this capture on that device", /setcap cap_net_raw/],
    ["tcpdump: can't parse filter expression: syntax error", /^can't parse filter expression: syntax error$/],
    [`tcpdump: ${'x'.repeat(5000)}`, /^x{300}$/],
  ])('%.60s… is a complaint', (line, text) => expect(complaint(line)).toMatch(text));

  it.each([
    ...['', '86 packets received by filter', 'tcpdump: listening on lo, link-type EN10MB'],
    'tcpdump: 4 packets captured, 4 packets received by filter, 0 packets dropped by kernel',
  ])('"%s" is none', (line) => expect(complaint(line)).toBeNull());
});
