import type { PacketStorageMode } from '../../graphql/generated/operations';

interface ModeWords {
  readonly mode: PacketStorageMode;
  readonly label: string;
  readonly does: string;
}

/** What each mode of the packet store is called, and what it keeps. */
export const STORAGE_WORDS: readonly ModeWords[] = [
  { mode: 'OFF', label: 'Off', does: 'No packet is kept. Facts are recorded as ever.' },
  {
    mode: 'HEADERS',
    label: 'Headers only',
    does: 'Addresses, ports, flags and times of every packet, up to the transport header. What people say is not kept.',
  },
  {
    mode: 'FULL',
    label: 'All bytes',
    does: 'Whole packets, with what people say, write and send in them as far as it is not encrypted.',
  },
];

export const storageLabel = (mode: PacketStorageMode): string =>
  STORAGE_WORDS.find((words) => words.mode === mode)?.label ?? mode;
