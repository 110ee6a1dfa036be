import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, computed, inject, signal } from '@angular/core';
import { Download } from '../core/api/download';
import { type ApiError, toApiError } from '../core/api/errors';
import { Gateway } from '../core/api/gateway';
import { Past } from '../core/past';
import { Session } from '../core/session/session';
import {
  CancelExport,
  type ExportFile,
  MyExports,
  StartExport,
  type StartExportVariables,
} from '../graphql/generated/operations';

/** The query of a list, as an export takes it. */
export type ExportQuery = Omit<StartExportVariables, 'format' | 'asOf'>;

const POLL_MS = 1_000;
const isActive = ({ state }: ExportFile): boolean => state === 'waiting' || state === 'running';

/** The exports of the person who is signed in: asked for again each second while one is under way. */
@Injectable({ providedIn: 'root' })
export class Exports {
  private readonly gateway = inject(Gateway);
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  private readonly file = inject(Download);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly all = signal<readonly ExportFile[]>([]);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Newest first; canceled ones are not shown. */
  readonly files = computed(() => this.all().filter(({ state }) => state !== 'canceled'));
  readonly active = computed(() => this.all().filter(isActive).length);
  readonly error = signal<ApiError | undefined>(undefined);

  /** A code and a reason come first. */
  asksForFactor(): boolean {
    return this.session.asksForFactor('export.data');
  }

  may(): boolean {
    return this.session.can('export.data');
  }

  start(query: ExportQuery, format: StartExportVariables['format']): Promise<void> {
    const position = this.past.position();
    const past = position === undefined ? {} : { asOf: position };
    return this.change(() => this.gateway.run(StartExport, { ...query, ...past, format }));
  }

  /** Stops one, or removes its file. */
  cancel(id: string): Promise<void> {
    return this.change(() => this.gateway.run(CancelExport, { id }));
  }

  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    const before = new Set(
      this.all()
        .filter(isActive)
        .map(({ id }) => id),
    );
    try {
      const { myExports } = await this.gateway.run(MyExports, {});
      this.all.set(myExports);
      const ready = myExports.filter((file) => before.has(file.id) && file.state === 'done');
      for (const { fileName } of ready) void this.announcer.announce(`Export ready: ${fileName}`);
    } catch (problem) {
      this.error.set(toApiError(problem));
    }
    if (this.active() > 0) this.timer = setTimeout(() => void this.refresh(), POLL_MS);
  }

  /** Fetches a finished file and hands it to the browser under the server's name. */
  async download({ id, fileName }: ExportFile): Promise<void> {
    this.error.set(undefined);
    try {
      await this.file.save(`/api/exports/${encodeURIComponent(id)}/file`, fileName);
    } catch (problem) {
      this.error.set(toApiError(problem));
    }
  }

  private async change(run: () => Promise<unknown>): Promise<void> {
    this.error.set(undefined);
    try {
      await run();
    } catch (problem) {
      this.error.set(toApiError(problem));
    }
    await this.refresh();
  }
}
