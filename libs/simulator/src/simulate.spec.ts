import { createHash } from 'node:crypto';
import { endless, simulate, spreadAttacks, type AnswerFile, type SimulationOptions } from './index';
import { readPacket, type ReadPacket } from './testing/packet-reader';

const OPTIONS: SimulationOptions = {
  seed: 1,
  startUs: 1_767_603_600_000_000,
  durationS: 60,
  rate: 150,
  attacks: 'all',
};

function run(options: Partial<SimulationOptions> = {}) {
  const simulation = simulate({ ...OPTIONS, ...options });
  const frames = [...simulation];
  return { frames, answers: simulation.answers() };
}

function sha256(frames: readonly { timeUs: number; bytes: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { timeUs, bytes } of frames) hash.update(String(timeUs)).update(bytes);
  return hash.digest('hex');
}

function counted(list: AnswerFile['topTalkers']): Record<string, number> {
  return Object.fromEntries(list.map(({ key, count }) => [key, count]));
}

describe('a simulation', () => {
  const { frames, answers } = run();
  const packets: ReadPacket[] = frames.map(({ bytes }) => readPacket(bytes));

  it('gives the same bytes and answers for the same seed, others for another', () => {
    const again = run();
    expect(sha256(again.frames)).toBe(sha256(frames));
    expect(again.answers).toEqual(answers);
    expect(sha256(run({ seed: 2 }).frames)).not.toBe(sha256(frames));
  });

  it('is the same with another beginning, but for the times', () => {
    const later = run({ startUs: OPTIONS.startUs + 86_400e6 });
    const shifted = later.frames.map(({ timeUs }) => timeUs - 86_400e6).join();
    expect(shifted === frames.map(({ timeUs }) => timeUs).join()).toBe(true);
    expect(later.answers.dns).toMatchObject({ queries: answers.dns.queries, responses: answers.dns.responses });
  });

  it('is in the order of time and within its duration', () => {
    const times = frames.map(({ timeUs }) => timeUs);
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] as number))).toBe(true);
    expect(times.every(Number.isSafeInteger)).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(OPTIONS.startUs);
    expect(times.at(-1)).toBeLessThan(OPTIONS.startUs + 60e6);
  });

  it('has every checksum and length right', () => {
    // readPacket throws on the first wrong one; and it would notice one.
    expect(packets).toHaveLength(answers.packets);
    const broken = Uint8Array.from(frames.find(({ bytes }) => bytes.length > 200)?.bytes ?? []);
    broken[60] = (broken[60] as number) ^ 1;
    expect(() => readPacket(broken)).toThrow('checksum');
  });

  it('counts packets, bytes and time as they are', () => {
    expect(answers.packets).toBe(frames.length);
    expect(answers.bytes).toBe(frames.reduce((sum, { bytes }) => sum + bytes.length, 0));
    expect([answers.firstUs, answers.lastUs]).toEqual([frames[0]?.timeUs, frames.at(-1)?.timeUs]);
    const perSecond = new Map<number, number>();
    for (const { timeUs } of frames)
      perSecond.set(Math.floor(timeUs / 1e6), (perSecond.get(Math.floor(timeUs / 1e6)) ?? 0) + 1);
    answers.seconds.packets.forEach((count, i) =>
      expect(count).toBe(perSecond.get(answers.seconds.firstSecond + i) ?? 0),
    );
    expect(answers.minutes.reduce((sum, { packets: n }) => sum + n, 0)).toBe(frames.length);
    expect(answers.apps.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0)).toBe(answers.bytes);
  });

  it('counts five-tuples, ICMP pairs, ARP, SYNs and resets as another reader does', () => {
    const tuples = { 6: new Set<string>(), 17: new Set<string>() };
    const pairs = new Set<string>();
    let [arp, syns, resets] = [0, 0, 0];
    for (const { etherType, src, dst, proto, srcPort, dstPort, flags } of packets) {
      if (etherType === 0x0806) arp++;
      if (proto === 6 || proto === 17) tuples[proto].add([`${src}.${srcPort}`, `${dst}.${dstPort}`].sort().join());
      if (proto === 1 || proto === 58) pairs.add([src, dst].sort().join());
      if ((flags & 0x12) === 0x02) syns++;
      if (flags & 0x04) resets++;
    }
    expect({ tcp: tuples[6].size, udp: tuples[17].size, icmp: pairs.size }).toEqual({
      tcp: answers.flows.fiveTuplesTcp,
      udp: answers.flows.fiveTuplesUdp,
      icmp: answers.flows.icmpPairs,
    });
    expect({ arp, syns, resets }).toEqual({
      arp: answers.arpFrames,
      syns: answers.flows.syns,
      resets: answers.flows.resets,
    });
  });

  it('has one flow for each five-tuple within a minute, and states for all of them', () => {
    expect(answers.flows.tcp).toBe(answers.flows.fiveTuplesTcp);
    expect(answers.flows.udp).toBe(answers.flows.fiveTuplesUdp);
    const sum = (list: AnswerFile['topTalkers']) => list.reduce((total, { count }) => total + count, 0);
    expect(sum(answers.flows.tcpStates)).toBe(answers.flows.tcp);
    expect(sum(answers.flows.udpStates)).toBe(answers.flows.udp);
    expect(Object.keys(counted(answers.flows.tcpStates))).toEqual(
      expect.arrayContaining(['SF', 'S0', 'S1', 'REJ', 'RSTO', 'RSTR', 'OTH', 'S2', 'S3', 'RSTOS0']),
    );
  });

  it('counts DNS messages, HTTP requests, ClientHellos and DHCP messages as their bytes say', () => {
    let [queries, responses, requests, hellos, dhcp] = [0, 0, 0, 0, 0];
    for (const { proto, srcPort, dstPort, payload } of packets) {
      if (proto === 17 && (srcPort === 53 || dstPort === 53)) {
        if ((payload[2] as number) & 0x80) responses++;
        else queries++;
      }
      if (proto === 17 && (srcPort === 67 || dstPort === 67)) dhcp++;
      if (proto === 6 && /^(GET|POST|HEAD) \/.* HTTP\/1\.1\r\n/.test(Buffer.from(payload).toString('latin1')))
        requests++;
      if (proto === 6 && dstPort === 443 && payload[0] === 22 && payload[5] === 1) hellos++;
    }
    expect({ queries, responses, requests, hellos, dhcp }).toEqual({
      queries: answers.dns.queries,
      responses: answers.dns.responses,
      requests: answers.http.requests,
      hellos: answers.tls.clientHellos,
      dhcp: answers.dhcpMessages,
    });
  });

  it('shows each hostile name at least once within a minute', () => {
    const names = answers.dns.names.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        '<img\\032src=x\\032onerror=alert(1)>.hostile.example',
        'invoice\\226\\128\\174gnp\\046exe.hostile.example',
        'dot\\046inside\\092backslash.hostile.example',
        'xn--pple-43d.hostile.example',
        '__proto__.hostile.example',
        'mixed-case-0x20.hostile.example',
      ]),
    );
    expect(names.some((name) => name.length === 253)).toBe(true);
    expect(names.filter((name) => /\.hostile\.(example|test)$/.test(name))).toHaveLength(30);
    expect(names.every((name) => /\.(example|test|in-addr\.arpa)$/.test(name))).toBe(true);
    expect(answers.tls.serverNames.map(({ key }) => key)).toContain(
      '<img\\032src=x\\032onerror=alert(7)>.hostile.example',
    );
  });

  it('has only addresses of its network and of the ranges for documentation', () => {
    const allowed = /^(10\.20\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:|0\.0\.0\.0$|255\.255\.255\.255$)/;
    expect(answers.hosts.map(({ address }) => address).filter((address) => !allowed.test(address))).toEqual([]);
  });

  it('plants every attack so that it can be told', () => {
    const of = Object.fromEntries(answers.attacks.map((attack) => [attack.kind, attack]));
    expect(of['vertical-scan']).toMatchObject({ destinations: ['10.20.2.20'], flows: 200 });
    expect(of['vertical-scan']?.ports).toHaveLength(200);
    expect(of['horizontal-scan']).toMatchObject({ ports: [445], flows: 120 });
    expect(of['horizontal-scan']?.destinations).toHaveLength(120);
    expect(of['ssh-brute-force']).toMatchObject({ ports: [22], flows: 40 });
    expect(of['syn-flood']).toMatchObject({ packets: 1200, flows: 1200, dst: '10.20.2.20' });
    expect(of['dns-tunnel']).toMatchObject({ dnsQueries: 300, distinctNames: 300 });
    expect(of['beacon']?.flows).toBeGreaterThanOrEqual(20);
    expect(of['exfiltration']?.payloadOut).toBeGreaterThan(100 * (of['exfiltration']?.payloadIn ?? Infinity));
    for (const attack of answers.attacks) {
      expect(attack.lastUs - attack.firstUs).toBeGreaterThan(0);
      expect(attack.lastUs).toBeLessThan(OPTIONS.startUs + 60e6);
    }
  });
});

describe('flows of half an hour', () => {
  /** Silence after which a flow has ended, µs; and the least time before its addresses and ports come again. */
  const IDLE_US: Readonly<Record<number, number>> = { 1: 30e6, 6: 300e6, 17: 60e6, 58: 30e6 };
  const APART_US = 600e6;

  it('are the same however silence is measured: no gap lies between a time-out and ten minutes', () => {
    const simulation = simulate({ ...OPTIONS, seed: 4, durationS: 1800, rate: 8, attacks: 'none' });
    const lastSeen = new Map<string, number>();
    const flows = { tcp: 0, udp: 0, icmp: 0 };
    const unclear: string[] = [];
    let again = 0;
    for (const { bytes, timeUs } of simulation) {
      const { src, dst, proto, srcPort, dstPort, icmpType } = readPacket(bytes);
      if (proto === 0) continue;
      const pair = [`${src}.${srcPort}`, `${dst}.${dstPort}`].sort().join();
      const key = `${proto} ${pair} ${REPLY_OF[icmpType] ?? icmpType}`;
      const before = lastSeen.get(key) ?? -Infinity;
      lastSeen.set(key, timeUs);
      if (timeUs - before <= (IDLE_US[proto] as number)) continue;
      flows[proto === 6 ? 'tcp' : proto === 17 ? 'udp' : 'icmp']++;
      if (before >= 0) again++;
      if (timeUs - before < APART_US) unclear.push(`${key} after ${timeUs - before}`);
    }
    expect(unclear).toEqual([]);
    expect(simulation.answers().flows).toMatchObject(flows);
    expect(again).toBeGreaterThan(0);
  });
});

/** ICMP replies belong to the flow of their request. */
const REPLY_OF: Readonly<Record<number, number>> = { 0: 8, 129: 128, 136: 135 };

describe('simulation options', () => {
  it('keeps the mean rate over whole swings, without attacks', () => {
    const simulation = simulate({ ...OPTIONS, durationS: 1200, rate: 20, attacks: 'none' });
    let count = 0;
    for (const { bytes } of simulation) count += Math.sign(bytes.length);
    expect(count / 1200).toBeGreaterThan(18);
    expect(count / 1200).toBeLessThan(22);
    expect(simulation.answers().attacks).toEqual([]);
    expect(simulation.answers().minutes).toHaveLength(20);
  });

  it('scales an attack by its intensity', () => {
    const [plan] = spreadAttacks(60, ['horizontal-scan']);
    const twice = run({ attacks: [{ ...(plan as NonNullable<typeof plan>), intensity: 2 }], rate: 10 });
    expect(twice.answers.attacks).toMatchObject([{ kind: 'horizontal-scan', flows: 240 }]);
  });

  it.each([
    ['seed', { seed: -1 }],
    ['startUs', { startUs: Number.NaN }],
    ['durationS', { durationS: 0 }],
    ['rate', { rate: 0 }],
    ['intensity', { attacks: [{ kind: 'beacon', startS: 0, spanS: 1, intensity: 21 }] }],
    ['spanS', { attacks: [{ kind: 'beacon', startS: 0, spanS: 0, intensity: 1 }] }],
  ] as const)('refuses a wrong %s', (name, options) => {
    expect(() => simulate({ ...OPTIONS, ...options })).toThrow(name);
  });
});

describe('the endless stream', () => {
  it('goes on, in the order of time, and shows the hostile names', () => {
    const frames = endless({ seed: 3, startUs: OPTIONS.startUs, rate: 60 });
    let [last, count] = [0, 0];
    let text = '';
    let ordered = true;
    for (const { timeUs, bytes } of frames) {
      ordered &&= timeUs >= last;
      last = timeUs;
      if (bytes.length < 200) text += Buffer.from(bytes).toString('latin1');
      if (++count === 8000) break;
    }
    expect(ordered).toBe(true);
    expect(last).toBeGreaterThan(OPTIONS.startUs + 60e6);
    expect(text).toContain('<svg/onload=alert(2)>');
  });
});
