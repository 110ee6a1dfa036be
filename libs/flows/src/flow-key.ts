import * as places from './core-layout';
import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { KEY_EXPORTER_SHIFT, KEY_V6 } = layout;
const { KEY_A0, KEY_A1, KEY_A3, KEY_B0, KEY_B1, KEY_B3, KEY_HASH, KEY_PORTS, KEY_PROTO } = places;

/** The five-tuple of the last packet in the order of flows, lower endpoint first, as it lies in the core's memory. */
export class FlowKey {
  constructor(private readonly store: FlowStore) {}

  get hash(): number {
    return this.store.keys[KEY_HASH] as number;
  }

  /** What two exporters see are two flows: `exporter` is its ordinal. */
  ofExporter(exporter: number): void {
    const { keys } = this.store;
    keys[KEY_PROTO] = (keys[KEY_PROTO] as number) | ((exporter + 1) << KEY_EXPORTER_SHIFT);
    keys[KEY_HASH] = Math.imul((keys[KEY_HASH] as number) ^ (exporter + 1), 0x27d4eb2f);
  }

  /** A second hash, independent of `hash`; `pair` = addresses only. */
  otherHash(pair: boolean): number {
    const { keys } = this.store;
    let h = mix(mix(0x3c6ef372, keys[KEY_A0] as number), keys[KEY_B0] as number);
    if ((keys[KEY_PROTO] as number) & KEY_V6) {
      h = mixAll(h, keys, KEY_A1, KEY_A3);
      h = mixAll(h ^ 0x165667b1, keys, KEY_B1, KEY_B3);
    }
    if (!pair) h = mix(h, keys[KEY_PORTS] as number);
    return Math.imul(h ^ (h >>> 16), 0x85ebca6b) | 0;
  }

  /** Hash of the addresses alone. */
  pairHash(): number {
    const { keys } = this.store;
    let h =
      Math.imul(keys[KEY_A0] as number, 0x9e3779b1) ^ Math.imul((keys[KEY_B0] as number) + 0x61c88647, 0x85ebca77);
    if ((keys[KEY_PROTO] as number) & KEY_V6) h = mixAll(mixAll(h, keys, KEY_A1, KEY_A3), keys, KEY_B1, KEY_B3);
    h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
    return h ^ (h >>> 16);
  }
}

function mix(h: number, value: number): number {
  h = Math.imul((h ^ value) + 0x7f4a7c15, 0xcc9e2d51);
  return (h << 15) | (h >>> 17);
}

function mixAll(h: number, keys: Int32Array, from: number, to: number): number {
  for (let at = from; at <= to; at++) h = mix(h, keys[at] as number);
  return h;
}
