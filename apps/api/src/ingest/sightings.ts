/** When a sensor was heard last. */
export interface Sighting {
  /** ms since 1970 UTC, our clock. */
  readonly at: number;
  /** Its clock minus ours, ms. */
  readonly skewMs: number;
  /** Number of its last event in its stream of the day; null before one was taken. */
  readonly sequence: number | null;
}

const MOST = 1000;

/** What this process has heard of sensors since it was started; bounded, gone with it. */
export class Sightings {
  private readonly bySensor = new Map<string, Sighting>();

  of(sensor: string): Sighting | null {
    return this.bySensor.get(sensor) ?? null;
  }

  seen(sensor: string, at: number, skewMs: number): void {
    const sequence = this.of(sensor)?.sequence ?? null;
    this.put(sensor, { at, skewMs, sequence });
  }

  took(sensor: string, sequence: number): void {
    const before = this.of(sensor);
    if (before) this.put(sensor, { ...before, sequence });
  }

  private put(sensor: string, sighting: Sighting): void {
    // Deleted first, so that the map stays in order of use and the oldest is dropped when it is full.
    this.bySensor.delete(sensor);
    this.bySensor.set(sensor, sighting);
    if (this.bySensor.size > MOST) this.bySensor.delete(this.bySensor.keys().next().value as string);
  }
}
