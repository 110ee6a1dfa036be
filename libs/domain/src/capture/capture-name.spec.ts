import { captureName } from './capture-name';

it.each([
  ['office 2026.pcap', 'office 2026.pcap'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\captures\\a.pcapng', 'a.pcapng'],
  ['<img src=x onerror=alert(1)>.pcap', '<img src=x onerror=alert(1)>.pcap'],
  ['evil\u202egpj.pcap\u0000\r\n', 'evilgpj.pcap'],
  ['e\u0301te\u0301.pcap', 'été.pcap'],
  ['🦈.pcap', '🦈.pcap'],
  ['/', 'capture'],
  [' \u200b ', 'capture'],
])('A-13 %j is called %j', (given, called) => expect(captureName(given)).toBe(called));

it('is never endless', () => expect(captureName(`${'🦈'.repeat(3000)}.pcap`).length).toBeLessThanOrEqual(200));
