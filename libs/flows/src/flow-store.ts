import { APPS } from '@wireledger/events/telemetry';
import { type Core, type CoreHooks, openCore } from './core';
import * as places from './core-layout';
import * as layout from './flow-layout';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { FLOW_WORDS } = layout;

const KEY_WORDS = 11;
/** Up to the bytes of frames that lie outside. */
const FRAME_WORDS = 256;
const FRAME_DOUBLES = 8;

/**
 * The core's memory as the rest of the flow table sees it. Indexes of flows are bases (slot × words); a slot that is taken is all 0 but for its rare words.
 * The views are new ones when the memory has grown, as it may whenever a flow begins: nobody keeps them across that.
 */
export class FlowStore {
  readonly core: Core;
  /** Set by whoever hears of what happens to flows. */
  hooks: CoreHooks = { record: nothing, ended: nothing, woken: nothing, gone: nothing, told: () => 0 };
  words!: Int32Array;
  doubles!: Float64Array;
  /** What few flows have, from half the base on (`RARE_…` of the layout); the same as doubles, from a quarter of it on. */
  rare!: Int32Array;
  rareDoubles!: Float64Array;
  /** All of the memory; the frame that is looked at; the last packet's key: see `core-layout.ts`. */
  bytes!: Buffer;
  frame!: Int32Array;
  frameDoubles!: Float64Array;
  keys!: Int32Array;
  /** `SAMPLES`. */
  samples!: Float64Array;
  private isOpen = false;

  /** @param limit flows that may live at once */
  constructor(limit: number) {
    this.core = openCore({
      grown: () => this.see(),
      record: (base, kind, why) => this.hooks.record(base, kind, why),
      ended: (base) => this.hooks.ended(base),
      woken: (base, us) => this.hooks.woken(base, us),
      gone: (base) => this.hooks.gone(base),
      told: (what, start, end) => this.hooks.told(what, start, end),
    });
    this.core.open(limit);
    this.isOpen = true;
    this.see();
  }

  get live(): number {
    return this.core.live.value;
  }

  /** Base of a slot, or -1 when `limit` flows live. */
  take(): number {
    return this.core.take();
  }

  private see(): void {
    // While the core is being opened its tables have no place yet.
    if (!this.isOpen) return;
    const { memory, wordsAt, rareAt, capacity } = this.core;
    const { buffer } = memory;
    const flows = capacity.value;
    this.words = new Int32Array(buffer, wordsAt.value, flows * FLOW_WORDS);
    this.doubles = new Float64Array(buffer, wordsAt.value, (flows * FLOW_WORDS) / 2);
    this.rare = new Int32Array(buffer, rareAt.value, (flows * FLOW_WORDS) / 2);
    this.rareDoubles = new Float64Array(buffer, rareAt.value, (flows * FLOW_WORDS) / 4);
    this.bytes = Buffer.from(buffer);
    this.frame = new Int32Array(buffer, places.FRAME, FRAME_WORDS);
    this.frameDoubles = new Float64Array(buffer, places.FRAME_DOUBLES, FRAME_DOUBLES);
    this.samples = new Float64Array(buffer, places.SAMPLES, places.SAMPLE_DOUBLES * APPS.length);
    this.keys = new Int32Array(buffer, places.KEY, KEY_WORDS);
  }
}

const nothing = (): void => undefined;
