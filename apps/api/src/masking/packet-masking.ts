import { type MaskingKeys, MaskingSerialiser, PacketMask } from '@wireledger/platform/masking';

import type { Viewer } from '../access/viewer';
import type { MaskingPolicy } from './masking-policy';

/** Packets as somebody is shown them: in clear, or masked in the form that is in force when he asks. What was begun goes on in that form. */
export class PacketMasking {
  constructor(
    private readonly keys: MaskingKeys,
    private readonly serialiser: Pick<MaskingSerialiser, 'unmask' | 'unmaskKnown'>,
    private readonly policy: Pick<MaskingPolicy, 'masks' | 'form' | 'mode'>,
  ) {}

  /** The mask for somebody; null when he is shown everything. */
  of(viewer: Viewer): PacketMask | null {
    return this.policy.masks(viewer) ? this.inForce() : null;
  }

  /** What a masked reader would get now; while no mode is on keyed pseudonyms. */
  inForce(): PacketMask {
    return new PacketMask(this.keys, this.policy.form);
  }

  /**
   * A filter of packets in clear. Whoever is masked asks with what he was shown, or the file would prove his guess.
   * @throws DomainError BAD_FILTER for a raw address, a part of one, an order
   */
  clearFilter(viewer: Viewer, filter: string): string {
    if (this.policy.masks(viewer))
      return this.serialiser.unmask('filter', filter, { path: 'filter', single: false }) as string;
    return this.policy.mode === 'off' ? filter : (this.serialiser.unmaskKnown('filter', filter) as string);
  }
}

/** What masks answers and packets, with the same keys and by the same policy. */
export function masksOf(keys: MaskingKeys, policy: Pick<MaskingPolicy, 'masks' | 'form' | 'mode'>) {
  const serialiser = new MaskingSerialiser(keys, () => policy.form);
  return { serialiser, packets: new PacketMasking(keys, serialiser, policy) };
}

/** How the journal tells of it, behind what was taken. */
export const toldMasked = (mask: PacketMask | null): string => (mask ? `, masked (${mask.form.toUpperCase()})` : '');
/** Part of the name of a file, so that nobody takes it for the one in clear. */
export const namedMasked = (mask: PacketMask | null): string => (mask ? '-masked' : '');
