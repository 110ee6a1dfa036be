import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

/** What is kept of packets: nothing, their headers, or all of their bytes. */
export const PACKET_STORAGE_MODES = ['off', 'headers', 'full'] as const;
export type PacketStorageMode = (typeof PACKET_STORAGE_MODES)[number];

export interface PacketStorageSetting {
  readonly mode: PacketStorageMode;
}

export type PacketStorageCommand = { readonly type: 'store'; readonly mode: PacketStorageMode };

const AREA = 'packets';
export const PACKET_STORAGE_STREAM = `setting-${AREA}`;

const modeIn = (value: unknown): PacketStorageMode | undefined => PACKET_STORAGE_MODES.find((mode) => mode === value);

/** What is kept of packets; stream `setting-packets`. Nothing until somebody turns it on. */
export const packetStorageDecider: Decider<
  PacketStorageSetting,
  PacketStorageCommand,
  EventOf<typeof SettingChanged>
> = {
  initial: { mode: 'off' },
  decide: ({ mode }, command) =>
    mode === command.mode
      ? []
      : [SettingChanged.create({ area: AREA, before: { mode }, after: { mode: command.mode } })],
  evolve: (state, event) => ({ mode: modeIn(event.data.after.mode) ?? state.mode }),
};
