import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { HuntList, ListHunts, OneHunt, ReleaseHunt } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { HuntJob } from './hunt-job';
import { HuntMatches } from './hunt-matches';
import { causeOf, isUnderWay, outcomeOf } from './hunt-words';

/** The looks back are read again so often, ms: while something is under way, and otherwise. */
const LOOK_MS = { busy: 2000, calm: 10_000 };

/** What a list has learned is looked for in what was observed: when that was, and what came of it. */
@Component({
  selector: 'wl-list-hunts',
  imports: [HuntMatches, Icon, QueryState, ReasonSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './list-hunts.html',
  styleUrl: './list-hunts.css',
})
export class ListHuntsPart {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  readonly list = input.required<string>();
  readonly mayWrite = input.required<boolean>();

  protected readonly hunts = query(
    ListHunts,
    () => ({ list: this.list() }),
    ({ hunts }) => hunts,
    () => this.list(),
  );
  protected readonly job = new HuntJob(() => this.hunts.reload());
  protected readonly rows = computed(() =>
    (this.hunts.value() ?? []).map((hunt) => ({
      ...hunt,
      why: causeOf(hunt),
      outcome: outcomeOf(hunt),
      moment: formatMoment(Date.parse(hunt.askedAt), this.preferences.zone(), Date.now(), false),
      shown: hunt.id === this.job.now()?.id,
    })),
  );
  /** The one that is held and about to be let go on. */
  protected readonly held = signal<string | null>(null);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);

  constructor() {
    effect(() => {
      this.list();
      untracked(() => this.job.forget());
    });
    effect((ended) => {
      this.hunts.at();
      const busy = untracked(this.hunts.value)?.some(isUnderWay) ?? false;
      const timer = setTimeout(() => this.hunts.reload(), busy ? LOOK_MS.busy : LOOK_MS.calm);
      ended(() => clearTimeout(timer));
    });
  }

  protected async begin(): Promise<void> {
    await this.job.follow(async () => (await this.gateway.run(HuntList, { id: this.list() })).done);
    this.hunts.reload();
  }

  protected show(id: string): Promise<void> {
    if (this.job.now()?.id === id) return Promise.resolve(this.job.forget());
    return this.job.follow(async () => (await this.gateway.run(OneHunt, { id })).hunt);
  }

  protected async cancel(): Promise<void> {
    await this.job.cancel();
    this.hunts.reload();
  }

  protected release(id: string, opener: HTMLElement): void {
    this.opener.set(opener);
    this.held.set(id);
  }

  protected readonly goOn = async (reason: string): Promise<void> => {
    const id = this.held();
    if (id === null) return;
    const { done } = await this.gateway.run(ReleaseHunt, { id, reason });
    await this.job.follow(() => Promise.resolve(done));
    this.hunts.reload();
  };
}
