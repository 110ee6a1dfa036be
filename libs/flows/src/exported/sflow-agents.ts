import type { SflowHeader } from '@wireledger/decoders';

import { frameAddress } from '../addresses';

/** Agents remembered at once; beyond it the one that was silent longest goes. */
export const MAX_AGENTS = 1024;
/** A sequence number that is lower by at most so much belongs to a datagram that was overtaken; else the agent began anew. */
const LATE = 100;

/** What was seen of an sFlow agent, ever. */
export interface SflowAgent {
  readonly ordinal: number;
  readonly address: string;
  readonly subAgent: number;
  seenUs: number;
  datagrams: number;
  packets: number;
  others: number;
  lost: number;
  damaged: number;
  /** Rate of its last sample. */
  rate: number;
  expected: number;
}

/** The sFlow agents that were heard of, with what is missing by their sequence numbers. */
export class SflowAgents {
  private readonly agents = new Map<string, SflowAgent>();

  /** `ordinal` numbers those that are new. */
  constructor(private readonly ordinal: () => number) {}

  all(): IterableIterator<SflowAgent> {
    return this.agents.values();
  }

  /** Counts a datagram: of the agent that its header names, else of its sender. */
  heard(header: SflowHeader, bytes: Uint8Array, sender: string, nowUs: number): SflowAgent {
    const { agent: at, agentVersion, subAgent, sequence } = header;
    const address = agentVersion === 0 ? sender : frameAddress(bytes, agentVersion, at);
    const agent = this.of(`${subAgent} ${address}`, address, subAgent);
    agent.datagrams++;
    agent.seenUs = nowUs;
    const ahead = agent.expected < 0 ? 0 : (sequence - agent.expected) | 0;
    if (ahead > 0) agent.lost += ahead;
    if (ahead < 0 && ahead >= -LATE) agent.lost = Math.max(0, agent.lost - 1);
    else agent.expected = (sequence + 1) >>> 0;
    return agent;
  }

  private of(key: string, address: string, subAgent: number): SflowAgent {
    const known = this.agents.get(key);
    if (known) return known;
    if (this.agents.size >= MAX_AGENTS) {
      const [oldest] = [...this.agents].sort(([, a], [, b]) => a.seenUs - b.seenUs)[0] as [string, SflowAgent];
      this.agents.delete(oldest);
    }
    const agent: SflowAgent = {
      ...{ ordinal: this.ordinal(), address, subAgent },
      ...{ seenUs: 0, datagrams: 0, packets: 0, others: 0, lost: 0, damaged: 0, rate: 0, expected: -1 },
    };
    this.agents.set(key, agent);
    return agent;
  }
}
