import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { halves, runsOf } from '../format/hostile';

/**
 * Text from the wire: isolated from its neighbours' direction, unseen characters boxed. With `fit` the middle gives way
 * when room is short and the end stays.
 */
@Component({
  selector: 'wl-wire',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.short]': 'fit() && parts().head.length === 0' },
  template: `
    @if (fit()) {
      @if (parts().head.length > 0) {
        <bdi class="head" dir="ltr">
          @for (run of parts().head; track $index) {
            <span [class.escape]="run.escape" [textContent]="run.text"></span>
          }
        </bdi>
      }
      <bdi class="tail" dir="ltr">
        @for (run of parts().tail; track $index) {
          <span [class.escape]="run.escape" [textContent]="run.text"></span>
        }
      </bdi>
    } @else {
      <bdi class="whole" dir="ltr">
        @for (run of runs(); track $index) {
          <span [class.escape]="run.escape" [textContent]="run.text"></span>
        }
      </bdi>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      min-width: 0;
      max-width: 100%;
      white-space: pre;
      unicode-bidi: isolate;
    }
    :host(.short) {
      flex: none;
    }
    .head {
      flex: 0 1000 auto;
      min-width: 1.5em;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    /* what does not fit is lost at its start */
    .tail {
      display: flex;
      flex: 0 1 auto;
      justify-content: flex-end;
      min-width: 0;
      overflow: hidden;
    }
    .tail:only-child {
      flex: none;
    }
    .tail span {
      flex: none;
    }
    .whole {
      min-width: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class WireText {
  readonly text = input.required<string>();
  readonly fit = input(true);
  /** Most characters at the end that stay; absent: half of the text, at most 18. */
  readonly keep = input<number>();
  protected readonly parts = computed(() => halves(this.text(), this.keep()));
  protected readonly runs = computed(() => runsOf(this.text()));
}
