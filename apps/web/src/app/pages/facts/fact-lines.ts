import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from '../../ui/icon';
import { NameChip } from '../../ui/name-chip';
import { ValueChip } from '../../ui/value-chip';
import { WireText } from '../../ui/wire-text';
import type { FactValue } from './facts-view';

/** One thing that is known: text of our own, text from the wire, or a value that can be acted on. */
export interface FactLine {
  readonly label: string;
  readonly text?: string;
  readonly wire?: string;
  readonly value?: FactValue;
  readonly mono?: boolean;
  readonly tone?: 'ok' | 'bad' | '';
}

/** Lines under one title. */
export interface FactSection {
  readonly title: string;
  readonly lines: readonly FactLine[];
}

/** A line of our own words, unless there is nothing to say. */
export const line = (label: string, text: string | null): readonly FactLine[] =>
  text === null || text === '' ? [] : [{ label, text }];

/** A line of text from the wire, unless there is none. */
export const wireLine = (label: string, wire: string | null, mono = false): readonly FactLine[] =>
  wire === null || wire === '' ? [] : [{ label, wire, mono }];

/** A line of a value that can be acted on, unless there is none. */
export const valueLine = (label: string, kind: FactValue['kind'], value: string | null): readonly FactLine[] =>
  value === null || value === '' ? [] : [{ label, value: { kind, value } }];

/** Everything that is known of a fact, in sections of a drawer. */
@Component({
  selector: 'wl-fact-lines',
  imports: [Icon, NameChip, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (section of sections(); track section.title) {
      <section>
        <h3>{{ section.title }}</h3>
        <dl class="facts">
          @for (one of section.lines; track $index) {
            <dt>{{ one.label }}</dt>
            <dd [class.mono]="one.mono" [class.ok]="one.tone === 'ok'" [class.bad]="one.tone === 'bad'">
              @if (one.value; as value) {
                @if (value.kind === 'domain') {
                  <wl-name [name]="value.value" />
                } @else {
                  <wl-value [kind]="value.kind" [value]="value.value" [suffix]="value.suffix" [fit]="false" />
                }
              } @else {
                @if (one.tone) {
                  <wl-icon [name]="one.tone === 'ok' ? 'check' : 'close'" />
                }
                @if (one.wire !== undefined) {
                  <wl-wire [text]="one.wire" [fit]="false" />
                }
                {{ one.text }}
              }
            </dd>
          }
        </dl>
      </section>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    section {
      padding: var(--space-12) var(--space-16) var(--space-16);
      border-top: var(--line) solid var(--border);
      font: var(--type-table);
    }
    h3 {
      margin-bottom: var(--space-8);
    }
    dd wl-icon {
      --icon-size: 12px;
      margin-right: var(--space-4);
    }
    .ok wl-icon {
      color: var(--ok);
    }
    .bad wl-icon {
      color: var(--error);
    }
  `,
})
export class FactLines {
  readonly sections = input.required<readonly FactSection[]>();
}
