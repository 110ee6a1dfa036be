import { readNetbiosName } from '@wireledger/decoders';
import { DistinctTexts } from '../distinct-texts';
import type { DatagramProtocol, Protocol } from '../protocols/protocol';

const NAME_SERVICE = 137;

/** What of the summary's figures is about names of NetBIOS. */
export interface NetbiosFigures {
  /** Names asked for or registered, with the service they stand for, sorted: `WORKGROUP<1d>`. */
  readonly netbios_names: readonly string[];
}

/** Name service of NetBIOS: names → figures. */
export const netbiosProtocol = ({ flow }: { readonly flow: { readonly senderPort: number; readonly receiverPort: number } }): Protocol => {
  const names = new DistinctTexts();
  const datagram: DatagramProtocol = {
    apps: ['netbios'],
    datagram: (bytes, start, end) => {
      if (flow.receiverPort !== NAME_SERVICE && flow.senderPort !== NAME_SERVICE) return false;
      names.add(readNetbiosName(bytes, start, end)?.name ?? '');
      return true;
    },
  };
  return {
    datagram,
    get figures(): NetbiosFigures & Record<string, readonly string[]> {
      return { netbios_names: names.sorted() };
    },
  };
}; // prettier-ignore
