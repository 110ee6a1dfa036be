import { runRead } from './run-read';
import { capturePath, Memory, withCaptures } from './testing/captures';

interface Flow {
  readonly record: string;
  readonly proto: number;
  readonly unreachable: boolean;
  readonly timeExceeded: boolean;
}

withCaptures(() => {
  it.each([
    // 993 messages "port unreachable", each about another probe.
    ['scan-udp-nmap.pcap', 17, { flows: 1030, unreachable: 993, timeExceeded: 0 }],
    // Echo requests to one address with rising TTL: one flow, quoted by seven routers.
    ['micro/icmp-traceroute.pcapng', 1, { flows: 9, unreachable: 0, timeExceeded: 1 }],
    // Closed ports of a resolver's clients: 15 late answers.
    ['dns-c2-txt.pcap', 17, { flows: 109, unreachable: 15, timeExceeded: 0 }],
  ])('%s: flows that ICMP errors quote are marked, and no more are begun', async (file, proto, expected) => {
    const stdout = new Memory();
    expect(await runRead([capturePath(file), '--kinds', 'flow'], { stdout, stderr: new Memory() })).toBe(0);
    const flows = stdout.json<Flow>().filter((flow) => flow.record === 'end' && flow.proto === proto);
    expect({
      flows: flows.length,
      unreachable: flows.filter(({ unreachable }) => unreachable).length,
      timeExceeded: flows.filter(({ timeExceeded }) => timeExceeded).length,
    }).toEqual(expected);
  });
});
