import { setTimeout as sleep } from 'node:timers/promises';

const PROGRESS_MS = 500;

/**
 * What a caller hears of a run: that it began, how far it is now and then (nothing while `progress` answers null), its end. Hanging up stops hearing,
 * not the run.
 */
export async function* followed<Event>(
  started: Event,
  done: Promise<Event>,
  progress: () => Event | null,
  gone: AbortSignal,
): AsyncGenerator<Event> {
  yield started;
  for (;;) {
    const end = await Promise.race([done, sleep(PROGRESS_MS, null)]);
    if (end) {
      yield end;
      return;
    }
    if (gone.aborted) return;
    const now = progress();
    if (now !== null) yield now;
  }
}
