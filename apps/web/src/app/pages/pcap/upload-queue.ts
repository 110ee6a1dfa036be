import { Injectable, computed, inject, signal } from '@angular/core';
import { backoff } from '../../core/api/backoff';
import { ApiError, toApiError } from '../../core/api/errors';
import { store, stored } from '../../core/stored';
import { type Kept, UploadApi, type UploadState } from './upload-api';

/** A file on its way. `held`: the line broke, and it goes on by itself; `refused`: it will not come in. */
export interface UploadItem {
  readonly key: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'held' | 'checking' | 'done' | 'refused';
  /** Why it is held or refused. */
  readonly problem: string;
  /** Bytes a second lately; 0 = not known. */
  readonly rate: number;
  readonly kept: Kept | null;
}

/** Bytes of a piece: small enough that a slow line gets one through in time, large enough that a fast one does not wait. */
const PIECE = 4 * 1024 * 1024;
/** What passes by itself. */
const PASSING = new Set([
  'OFFLINE',
  'BUSY',
  'INTERNAL',
  'STALE',
  'TIMEOUT',
  'SENSOR_UNREACHABLE',
  'AUDIT_UNAVAILABLE',
  'TOO_MANY_REQUESTS',
]);

/** The file is as good as before: chosen again by whoever may, it goes on. */
const SIGNED_OUT = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'SESSION_ENDED']);

interface Sending {
  readonly file: File;
  readonly stop: AbortController;
  /** Of the server, once it has begun. */
  id: string | null;
}

/**
 * Sends files one after the other, piece by piece, through any interruption; it goes on while other pages are open. A file that is chosen again
 * after the browser was closed goes on where the server is.
 */
@Injectable({ providedIn: 'root' })
export class UploadQueue {
  private readonly api = inject(UploadApi);
  private readonly sending = new Map<number, Sending>();
  private readonly list = signal<readonly UploadItem[]>([]);
  private next = 0;
  private running = false;

  readonly items = this.list.asReadonly();
  readonly active = computed(() => this.list().filter(({ state }) => state !== 'done' && state !== 'refused').length);
  /** The newest file that came in. */
  readonly kept = signal<Kept | undefined>(undefined);

  add(files: Iterable<File>, mostBytes = Infinity): void {
    for (const file of files) {
      const item = { key: this.next++, name: file.name, sizeBytes: file.size, sent: 0, rate: 0, kept: null };
      const problem =
        file.size === 0 ? 'The file is empty.' : file.size > mostBytes ? 'The file is larger than may come in.' : '';
      this.list.update((list) => [...list, { ...item, state: problem === '' ? 'waiting' : 'refused', problem }]);
      if (problem === '') this.sending.set(item.key, { file, stop: new AbortController(), id: null });
    }
    void this.run();
  }

  /** Ends an upload, or takes one that is over off the list. */
  remove(key: number): void {
    const sending = this.sending.get(key);
    this.sending.delete(key);
    this.list.update((list) => list.filter((item) => item.key !== key));
    if (!sending) return;
    sending.stop.abort();
    store(markOf(sending.file), null);
    if (sending.id !== null) this.api.cancel(sending.id).catch(() => undefined);
  }

  /** Waits; a cancelled upload ends it. Tests give another one. */
  wait = (ms: number, stop: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (;;) {
        const item = this.list().find(({ state }) => state === 'waiting');
        const sending = item && this.sending.get(item.key);
        if (!item || !sending) return;
        await this.whole(item.key, sending);
      }
    } finally {
      this.running = false;
    }
  }

  /** Never rejects: what went wrong stands in the item. */
  private async whole(key: number, sending: Sending): Promise<void> {
    const { signal: stop } = sending.stop;
    const { file } = sending;
    try {
      this.change(key, { state: 'sending' });
      const begun = await this.through(key, stop, () => this.begin(file, stop));
      sending.id = begun.id;
      await this.pieces(key, sending, begun);
      this.change(key, { state: 'checking', sent: file.size });
      const kept = await this.through(key, stop, () => {
        this.change(key, { state: 'checking' });
        return this.api.finish(begun.id, stop);
      });
      store(markOf(file), null);
      this.change(key, { state: 'done', kept, name: kept.name });
      this.kept.set(kept);
    } catch (error) {
      if (stop.aborted) return;
      const { code, message } = toApiError(error);
      this.change(key, { state: 'refused', problem: message });
      if (!SIGNED_OUT.has(code)) store(markOf(file), null);
    }
    this.sending.delete(key);
  }

  /** Begins, or goes on with what the same file began before. */
  private async begin(file: File, stop: AbortSignal): Promise<UploadState> {
    const before = stored(markOf(file));
    if (before !== null) {
      const found = await this.api.state(before, stop).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'NOT_FOUND') return null;
        throw error;
      });
      if (found) return found;
    }
    const begun = await this.api.begin(file.name, file.size, stop);
    store(markOf(file), begun.id);
    return begun;
  }

  private async pieces(key: number, { file, stop }: Sending, { id, offset }: UploadState): Promise<void> {
    let at = offset;
    this.change(key, { sent: at });
    while (at < file.size) {
      const from = at;
      const began = performance.now();
      at = await this.through(
        key,
        stop.signal,
        () => this.api.append(id, at, file.slice(at, at + PIECE), stop.signal),
        async () => (at = (await this.api.state(id, stop.signal)).offset),
      );
      const seconds = (performance.now() - began) / 1000;
      this.change(key, { state: 'sending', sent: at, rate: seconds > 0 ? Math.max(0, at - from) / seconds : 0 });
    }
  }

  /** Does it, again and again while what goes wrong passes by itself. `again` comes before each further try. */
  private async through<T>(
    key: number,
    stop: AbortSignal,
    work: () => Promise<T>,
    again?: () => Promise<unknown>,
  ): Promise<T> {
    for (let attempt = 0; ;) {
      try {
        if (attempt > 0) await again?.();
        return await work();
      } catch (error) {
        stop.throwIfAborted();
        const known = toApiError(error);
        // The server has another number of bytes than we thought: it is asked.
        const lost = known.code === 'UPLOAD_OFFSET' && again !== undefined && attempt < 100;
        if (!lost && !PASSING.has(known.code)) throw known;
        attempt += 1;
        if (lost) continue;
        const ms = backoff(attempt, 0.5);
        this.change(key, {
          ...{ state: 'held', rate: 0 },
          problem: `${known.message} Goes on by itself in ${Math.max(1, Math.round(ms / 1000))} s.`,
        });
        await this.wait(ms, stop);
        stop.throwIfAborted();
      }
    }
  }

  private change(key: number, change: Partial<UploadItem>): void {
    const problem = change.state === undefined || change.state === 'held' ? {} : { problem: '' };
    this.list.update((list) => list.map((item) => (item.key === key ? { ...item, ...problem, ...change } : item)));
  }
}

/** What a file is known by when it is chosen again. */
const markOf = ({ name, size, lastModified }: File): string => `upload.${size}.${lastModified}.${name.slice(0, 200)}`;
