import { type EventLog, StreamNotFound } from '@wireledger/event-sourcing';
import { captureStream } from '@wireledger/events';

const MOST = 10_000;

/** Which sensor a source is of: the one that began it. */
export class SourceOwners {
  private readonly known = new Map<string, string>();

  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  /** The actor of the first event of the source, `sensor:<name>`; null when it has not begun. */
  async of(source: string): Promise<string | null> {
    const known = this.known.get(source);
    if (known !== undefined) return known;
    const actor = await this.firstActor(source);
    if (actor === null) return null;
    this.known.set(source, actor);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value as string);
    return actor;
  }

  private async firstActor(source: string): Promise<string | null> {
    try {
      const { events } = await this.log.readStream({ stream: captureStream(source), limit: 1 });
      return events[0]?.meta.actor ?? null;
    } catch (error) {
      if (error instanceof StreamNotFound) return null;
      throw error;
    }
  }
}
