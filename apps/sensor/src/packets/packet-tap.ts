import type { Packet } from '@wireledger/decoders';

/** Sees every packet of a source once it was decoded. Taking one never waits and never throws. */
export interface PacketTap {
  /** `us`: its time as its facts have it; `frame`: what it was decoded to; both and the bytes are valid during the call only. */
  packet(
    frame: Packet,
    buffer: Uint8Array,
    offset: number,
    captured: number,
    original: number,
    us: number,
    linktype: number,
    iface: number,
  ): void;
  /** A source that can be read again waits for `drained` while this is true. */
  readonly congested: boolean;
  drained(): Promise<void>;
  /** The source is over, or its process ends. */
  close(): Promise<void>;
}

/** A source whose packets go to a tap. */
export interface TappedSource {
  readonly source: string;
  readonly sensor: string;
}

/** Makes taps. */
export interface PacketTaps {
  /** `store`: whether its packets may be stored; `again`: it is read from its beginning once more. */
  tap(of: TappedSource, how: { readonly store: boolean; readonly again?: boolean }): Promise<PacketTap>;
}

/** Sees nothing. */
export const NO_TAP: PacketTap = {
  packet: () => undefined,
  congested: false,
  drained: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
export const NO_TAPS: PacketTaps = { tap: () => Promise.resolve(NO_TAP) };
