/** Doubles per flow: packets, bytes, payload of A and B at the last record, and the time of the first packet after it. */
export const RECORDED_DOUBLES = 7;
export const DELTA_FIRST = 6;
const START = 1024;

/** What a flow's last record said, for those flows that have one and still run. */
export class RecordedCounters {
  values = new Float64Array(START * RECORDED_DOUBLES);
  private free: number[] = [];
  private used = 0;

  /** Index of a place, its values arbitrary. */
  take(): number {
    const freed = this.free.pop();
    if (freed !== undefined) return freed;
    if ((this.used + 1) * RECORDED_DOUBLES > this.values.length) {
      const larger = new Float64Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    return this.used++ * RECORDED_DOUBLES;
  }

  release(index: number): void {
    this.free.push(index);
  }
}
