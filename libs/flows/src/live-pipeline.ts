import { Pipeline } from './pipeline';

const SECOND = 1_000_000;
/** No packet waits as long: one that is so far behind comes after the clock of the machine was set back. */
const SET_BACK_US = 3_600_000_000;

/** Packets of a live capture, whose times are those of a clock that somebody may set. */
export class LivePipeline extends Pipeline {
  /**
   * The next packet comes at that time. Where the clock was set back since the last one, running flows end and everything is handed out; time goes on with
   * that packet. Otherwise it would stand still, and nothing would be told, until the clock is where it was.
   */
  before(us: number): void {
    if (this.second >= 0 && us < this.second * SECOND - SET_BACK_US) this.setBack();
  }

  private setBack(): void {
    this.fragments.finish();
    this.flows.finish(true);
    this.protocols.finish(this.second);
    this.network?.flush(this.second);
    this.closeSample(this.second);
    this.evictions?.close(this.second);
    this.cutter.cutAll();
    this.second = -1;
    this.borderUs = -Infinity;
  }
}
