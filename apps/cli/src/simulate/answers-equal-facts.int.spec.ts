import type { CutBatch } from '@wireledger/events';
import { Pipeline, type PipelineCounters } from '@wireledger/flows';
import { simulate, type AnswerFile, type SimulationOptions } from '@wireledger/simulator';
import { CountedFacts } from './testing/counted-facts';

const ETHERNET = 1;
const BASE: SimulationOptions = { seed: 1, startUs: 1_767_603_600_000_000, durationS: 60, rate: 90, attacks: 'all' };

function decode(options: SimulationOptions): { facts: CountedFacts; answers: AnswerFile; counters: PipelineCounters } {
  const facts = new CountedFacts();
  const simulation = simulate(options);
  const pipeline = new Pipeline({ cut: 1, onBatch: (batch: CutBatch) => facts.take(batch) });
  for (const { bytes, timeUs } of simulation)
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, ETHERNET, 0);
  pipeline.finish();
  return { facts, answers: simulation.answers(), counters: pipeline.counters };
}

/** Two different networks' minutes, and half an hour: long flows, updates, addresses and ports used again. */
const RUNS: readonly (readonly [string, SimulationOptions])[] = [
  ['a minute with every attack', BASE],
  [
    'another minute, cut short in the middle',
    { ...BASE, seed: 77, startUs: BASE.startUs + 31_415_926, durationS: 41.5 },
  ],
  ['half an hour, gently', { ...BASE, seed: 5, durationS: 1800, rate: 8, attacks: 'none' }],
];

describe.each(RUNS)('decoded facts equal the simulator’s answers: %s', (_name, options) => {
  const { facts, answers, counters } = decode(options);

  it('summary figures', () => {
    const { flows, dns, http } = answers;
    expect(counters).toMatchObject({
      packets: answers.packets,
      bytes: answers.bytes,
      flows_tcp: flows.fiveTuplesTcp,
      flows_udp: flows.fiveTuplesUdp,
      flows_icmp: flows.icmpPairs,
      dns_queries: dns.queries,
      dns_responses: dns.responses,
      dns_names: dns.distinctNames,
      http_requests: http.requests,
      flows: flows.tcp + flows.udp + flows.icmp,
      evicted: 0,
      undecoded: 0,
    });
  });

  it('traffic: packets, bytes, requests and queries per application, second and minute', () => {
    expect(facts.apps()).toEqual(answers.apps);
    expect(facts.seconds()).toEqual(answers.seconds);
    expect(facts.minutes()).toEqual(answers.minutes);
    expect(facts.httpRequests()).toBe(answers.http.requests);
    expect(facts.dhcpMessages()).toBe(answers.dhcpMessages);
  });

  it('flows: numbers, five-tuples, states, retransmissions', () => {
    expect(facts.flowFigures()).toEqual(answers.flows);
  });

  it('flows: deltas and final counters add up to all frames but ARP', () => {
    const [deltas, ends] = facts.flowTotals();
    expect(deltas).toEqual(ends);
    expect(deltas?.packets).toBe(answers.packets - answers.arpFrames);
  });

  it('hosts, talkers and responders', () => {
    expect(facts.topTalkers()).toEqual(answers.topTalkers);
    expect(facts.responders()).toEqual(answers.responders);
    expect(facts.hosts()).toEqual(answers.hosts);
  });

  it('names and DNS transactions', () => {
    const names = answers.dns.names.map(({ lastUs: _lastUs, ...name }) => name);
    expect(facts.dnsFigures()).toEqual({ ...answers.dns, names });
  });

  it('planted attacks: flows and packets between the parties', () => {
    for (const attack of answers.attacks) {
      const between = facts.ended.filter(
        ({ src, dst, dstPort }) =>
          attack.sources.includes(src) && attack.destinations.includes(dst) && attack.ports.includes(dstPort),
      );
      const own = attack.kind === 'dns-tunnel' ? [] : between;
      const packets = own.reduce((sum, { srcPackets, dstPackets }) => sum + srcPackets + dstPackets, 0);
      const payloadOut = own.reduce((sum, { srcPayload }) => sum + srcPayload, 0);
      if (attack.kind === 'dns-tunnel') expect(between.length).toBeGreaterThanOrEqual(attack.flows);
      else
        expect({ kind: attack.kind, flows: own.length, packets, payloadOut }).toEqual({
          kind: attack.kind,
          flows: attack.flows,
          packets: attack.packets,
          payloadOut: attack.payloadOut,
        });
    }
  });
});
