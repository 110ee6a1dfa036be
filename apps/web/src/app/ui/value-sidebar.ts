import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { Condition, FilterField } from '../core/filters';
import { formatShare, formatShort } from '../format/numbers';
import { Icon } from './icon';
import type { IconName } from './icon-paths';
import { suppressedNote } from './small-groups';
import { WireText } from './wire-text';

/** A value of a field with its share; a press adds or removes the condition. */
export interface SidebarValue {
  readonly value: string;
  readonly shown: string;
  readonly note: string;
  readonly share: number | undefined;
  readonly percent: string;
  readonly on: boolean;
}

/** One field that can be filtered on, with its greatest values. */
export interface SidebarSection {
  readonly label: string;
  readonly icon: IconName;
  readonly field: FilterField;
  readonly mono: boolean;
  /** Most characters at the end of a value that stay when it does not fit. */
  readonly keep?: number;
  readonly distinct: string;
  /** What is left out, in words; '' = nothing. */
  readonly left?: string;
  readonly values: readonly SidebarValue[];
}

/** Greatest keys of a field as the API counts them. */
export interface Counted {
  readonly rows: readonly { readonly key: string; readonly share: number }[];
  readonly distinct: number;
  readonly suppressed?: number | null;
}

/** A section from what the API counted; `has` tells which values are conditions already. */
export function countedSection(
  section: Pick<SidebarSection, 'label' | 'icon' | 'field' | 'mono' | 'keep'>,
  list: Counted | undefined,
  has: (field: FilterField, value: string) => boolean,
  shown: (key: string) => string = (key) => key,
  notes: Readonly<Record<string, string>> = {},
): SidebarSection {
  const values = (list?.rows ?? []).map((row) => ({
    value: row.key,
    shown: shown(row.key),
    note: Object.hasOwn(notes, row.key) ? (notes[row.key] ?? '') : '',
    share: row.share,
    percent: formatShare(row.share),
    on: has(section.field, row.key),
  }));
  const left = suppressedNote(list?.suppressed);
  return { ...section, distinct: list ? formatShort(list.distinct) : '', left, values };
}

/** Fields with their greatest values in a column at the left. */
@Component({
  selector: 'wl-value-sidebar',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'complementary', 'aria-label': 'Fields' },
  template: `
    <header><span class="label">Fields</span><span class="caption muted">top values of the range</span></header>
    @for (section of sections(); track section.label) {
      <section [attr.aria-label]="section.label">
        <h2 class="mono">
          <wl-icon [name]="section.icon" />{{ section.label }}<span class="muted num">{{ section.distinct }}</span>
        </h2>
        <ul>
          @for (one of section.values; track one.value) {
            <li>
              <button
                type="button"
                [attr.aria-pressed]="one.on"
                (click)="toggled.emit({ condition: { field: section.field, value: one.value }, on: !one.on })"
              >
                @if (one.share !== undefined) {
                  <span class="bar" [style.width.%]="one.share * 100"></span>
                }
                <span class="name" [class.mono]="section.mono"
                  ><wl-wire [text]="one.shown" [keep]="section.keep"
                /></span>
                @if (one.note) {
                  <span class="note muted">{{ one.note }}</span>
                }
                @if (one.on) {
                  <wl-icon name="check" />
                }
                <span class="share num">{{ one.percent }}</span>
              </button>
            </li>
          }
        </ul>
        @if (section.left) {
          <p class="caption muted">{{ section.left }}</p>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: block;
      width: var(--field-sidebar);
      padding: var(--space-4) var(--space-16) var(--space-16);
      border-right: var(--line) solid var(--border);
      background: var(--surface);
      overflow: auto;
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      height: var(--panel-head);
    }
    .caption {
      font: var(--type-caption);
    }
    h2 {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      height: 30px;
      margin-top: var(--space-4);
      font-weight: 600;
    }
    h2 wl-icon {
      color: var(--text-2);
    }
    h2 .num {
      margin-left: auto;
      font: var(--type-caption);
    }
    button {
      position: relative;
      display: flex;
      align-items: center;
      gap: var(--space-8);
      width: 100%;
      height: var(--bar-row);
      padding: 0 0 0 var(--space-8);
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      font: var(--type-table);
      text-align: left;
    }
    ul {
      margin-left: 18px;
    }
    button:hover {
      background: var(--hover);
    }
    button[aria-pressed='true'] {
      background: var(--selected);
    }
    button wl-icon {
      --icon-size: 12px;
      position: relative;
      color: var(--accent);
    }
    .bar {
      position: absolute;
      inset: 2px auto 2px 0;
      min-width: 2px;
      border-radius: 2px;
      background: var(--bar-tint);
    }
    .name {
      position: relative;
      display: flex;
      min-width: 0;
    }
    .note {
      position: relative;
      overflow: hidden;
      font: var(--type-caption);
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .share {
      position: relative;
      margin-left: auto;
      color: var(--text-2);
      font: var(--type-caption);
      white-space: nowrap;
    }
    @media (max-width: 1279px) {
      :host {
        display: none;
      }
    }
  `,
})
export class ValueSidebar {
  readonly sections = input.required<readonly SidebarSection[]>();
  readonly toggled = output<{ readonly condition: Condition; readonly on: boolean }>();
}
