import type { MaskingMode } from '../../graphql/generated/operations';

/** A masking mode in words. */
export interface ModeWords {
  readonly mode: MaskingMode;
  readonly label: string;
  readonly does: string;
  readonly price: string;
}

/** From the least to the most that is hidden, off first. */
export const MODES: readonly ModeWords[] = [
  {
    mode: 'OFF',
    label: 'Off',
    does: 'Viewers and auditors see keyed pseudonyms; everybody else sees addresses and names.',
    price: 'Nothing is hidden from those who investigate.',
  },
  {
    mode: 'PREFIX',
    label: 'Network structure kept',
    does: 'Each address becomes another one. Two of one network stay in one network.',
    price: 'Who can send traffic of his own past a sensor learns how his addresses map, and the networks around them.',
  },
  {
    mode: 'PSEUDONYM',
    label: 'Keyed pseudonyms',
    does: 'Each address becomes a pseudonym, the same one each time. Hosts can be told apart and filtered.',
    price: 'Networks cannot be recognised or filtered.',
  },
  {
    mode: 'TRUNCATE',
    label: 'Networks only',
    does: 'Each address becomes its network: /24, or /48 with IPv6.',
    price: 'Single hosts cannot be told apart, and their pages are closed.',
  },
];

export const labelOf = (mode: MaskingMode): string => MODES.find((one) => one.mode === mode)?.label ?? mode;
