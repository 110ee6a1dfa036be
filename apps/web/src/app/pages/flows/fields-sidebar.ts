import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { query } from '../../core/api/query';
import type { Condition, FilterField } from '../../core/filters';
import { RangeState } from '../../core/range-state';
import {
  ConnectionStates,
  Protocols,
  type RangeInput,
  Responders,
  Sensors,
  TopTalkers,
} from '../../graphql/generated/operations';
import { protocolName, SHORT_STATES } from '../../format/protocols';
import type { IconName } from '../../ui/icon-paths';
import { type Counted, countedSection, type SidebarSection, ValueSidebar } from '../../ui/value-sidebar';

const SHOWN = 5;

/** Values of the range for each field that can be filtered on: a press adds or removes the condition. */
@Component({
  selector: 'wl-fields',
  imports: [ValueSidebar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-value-sidebar [sections]="sections()" (toggled)="toggled.emit($event)" />`,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class FieldsSidebar {
  private readonly range = inject(RangeState);
  readonly conditions = input.required<readonly Condition[]>();
  readonly toggled = output<{ readonly condition: Condition; readonly on: boolean }>();

  private readonly top = (): { readonly range: RangeInput; readonly first: number } => ({
    range: this.range.input(),
    first: SHOWN,
  });
  private readonly talkers = query(TopTalkers, this.top, (result) => result.topTalkers);
  private readonly responders = query(Responders, this.top, (result) => result.responders);
  private readonly apps = query(Protocols, this.top, (result) => result.protocols);
  private readonly states = query(
    ConnectionStates,
    () => ({ range: this.range.input() }),
    (result) => result.connectionStates,
  );
  private readonly sensors = query(
    Sensors,
    () => ({}),
    (result) => result.sensors,
  );

  protected readonly sections = computed<readonly SidebarSection[]>(() => {
    const sensors = (this.sensors.value() ?? []).filter((sensor) => !sensor.hidden);
    return [
      this.section('originator', 'address', 'ip', true, this.talkers.value()),
      this.section('responder', 'address', 'ip', true, this.responders.value()),
      this.section('app', 'text', 'app', false, this.apps.value(), protocolName),
      this.section('state', 'state', 'state', false, this.states.value(), undefined, SHORT_STATES),
      this.plain('proto', 'hash', 'proto', ['tcp', 'udp', 'icmp'], protocolName),
      this.plain(
        'sensor',
        'sensor',
        'sensor',
        sensors.map((sensor) => sensor.name),
      ),
    ];
  });

  private section(
    label: string,
    icon: IconName,
    field: FilterField,
    mono: boolean,
    list: Counted | undefined,
    shown: (key: string) => string = (key) => key,
    notes: Readonly<Record<string, string>> = {},
  ): SidebarSection {
    const shownOnly = list && { ...list, rows: list.rows.slice(0, SHOWN) };
    return countedSection({ label, icon, field, mono }, shownOnly, (of, value) => this.has(of, value), shown, notes);
  }

  private plain(
    label: string,
    icon: IconName,
    field: FilterField,
    keys: readonly string[],
    shown: (key: string) => string = (key) => key,
  ): SidebarSection {
    const values = keys.map((key) => ({
      value: key,
      shown: shown(key),
      note: '',
      share: undefined,
      percent: '',
      on: this.has(field, key),
    }));
    return { label, icon, field, mono: false, distinct: '', values };
  }

  private has(field: FilterField, value: string): boolean {
    return this.conditions().some((one) => one.field === field && one.value === value);
  }
}
