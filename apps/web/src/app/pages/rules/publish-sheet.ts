import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { PublishRule } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';

/** A version that failed a test case, as it was when somebody wanted it to judge. */
export interface FailingVersion {
  readonly id: string;
  readonly seen: number;
  readonly version: number;
  /** What the server said. */
  readonly told: string;
}

/** Publishes a version though a test case failed, for a reason that stays with it. */
@Component({
  selector: 'wl-publish-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Publish all the same"
      [subject]="'v' + failing().version"
      word="Publish"
      [said]="'Version ' + failing().version + ' is live'"
      [send]="publish"
      (closed)="closed.emit()"
    >
      <p class="lead">{{ failing().told }}</p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class PublishSheet {
  private readonly gateway = inject(Gateway);
  readonly failing = input.required<FailingVersion>();
  readonly closed = output();
  /** Position of the log where it is live. */
  readonly published = output<string>();

  protected readonly publish = async (despite: string): Promise<void> => {
    const { id, version, seen } = this.failing();
    const order = { id, version, seen, key: crypto.randomUUID(), despite };
    this.published.emit((await this.gateway.run(PublishRule, order)).done.position);
  };
}
