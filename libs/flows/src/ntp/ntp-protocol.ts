import { looksLikeNtp, MAX_NTP_STRATUM, readNtp } from '@wireledger/decoders';
import { DistinctTexts } from '../distinct-texts';
import type { Core } from '../core';
import type { DatagramProtocol, Protocol, ProtocolContext } from '../protocols/protocol';

const CLIENT = 3;
const SERVER = 4;

/** What of the summary's figures is about NTP. */
export interface NtpFigures {
  readonly ntp_messages: number;
  /** Messages that ask for, or tell, the list of peers (monlist). */
  readonly ntp_monlists: number;
  /** What servers say that their clocks are set by, sorted. */
  readonly ntp_references: readonly string[];
}

/** NTP: messages → figures. Amplification is told from flows. */
class Ntp implements Protocol {
  readonly datagram: DatagramProtocol = {
    apps: ['ntp'],
    countsAlone: 'ntp',
    claims: looksLikeNtp,
    begins: (first) => (first & 7) === CLIENT || (first & 7) === SERVER,
    second: (stratum) => stratum <= MAX_NTP_STRATUM,
    datagram: (bytes, start, end) => {
      const message = readNtp(bytes, start, end);
      if (!message) return true;
      this.messages++;
      if (message.isMonlist) this.monlists++;
      if (message.mode === SERVER) this.references.add(message.reference);
      return true;
    },
  };
  private messages = 0;
  private monlists = 0;
  private readonly references = new DistinctTexts();

  constructor(private readonly core: Core) {}

  get figures(): NtpFigures & Record<string, number | readonly string[]> {
    return {
      ntp_messages: this.messages + this.core.ntpMessages(),
      ntp_monlists: this.monlists,
      ntp_references: this.references.sorted(),
    };
  }
}

export const ntpProtocol = ({ core }: ProtocolContext): Protocol => new Ntp(core);
