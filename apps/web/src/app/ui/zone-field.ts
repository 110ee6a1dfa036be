import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { readZone, zoneNames } from '../core/zones';

let made = 0;

/** The zone that this browser is in. */
const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Zones as they are offered: that of the browser first, then UTC, then all others by name. */
export function offeredZones(own = here(), all = zoneNames()): readonly string[] {
  return [...new Set([own, 'UTC', ...all])];
}

/** What is wrong with a text as the name of a zone; '' = nothing. Zones of the console's own, `local` and `utc`, are no names for others. */
export function zoneProblem(text: string): string {
  const zone = text.trim();
  if (zone === '') return 'A time zone is wanted. Write it like Europe/Berlin.';
  const known = zone !== 'local' && readZone(zone) !== undefined;
  return known ? '' : `There is no time zone ${zone.slice(0, 64)}. Write it like Europe/Berlin.`;
}

/** A field for the name of a time zone, which is completed as it is typed. What is no zone is said beside it, and its form is not sent. */
@Component({
  selector: 'wl-zone-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      #field
      class="field"
      name="zone"
      required
      maxlength="64"
      autocomplete="off"
      spellcheck="false"
      [id]="fieldId()"
      [value]="value()"
      [attr.list]="listId"
      [attr.aria-invalid]="problem() ? true : null"
      [attr.aria-describedby]="problem() ? problemId : null"
      (input)="check(field, false)"
      (change)="check(field, true)"
    />
    <datalist [id]="listId">
      @for (zone of zones; track zone) {
        <option [value]="zone"></option>
      }
    </datalist>
    @if (problem(); as words) {
      <p class="problem" role="alert" [id]="problemId">{{ words }}</p>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .field {
      width: 100%;
      height: 36px;
    }
    .problem {
      margin-top: var(--space-4);
      color: var(--error);
      font: var(--type-caption);
      overflow-wrap: anywhere;
    }
  `,
})
export class ZoneField {
  /** Id of the field: what its label is for. */
  readonly fieldId = input.required<string>();
  /** IANA name. */
  readonly value = input.required<string>();
  protected readonly zones = offeredZones();
  protected readonly listId = `zones-${++made}`;
  protected readonly problemId = `${this.listId}-problem`;
  protected readonly problem = signal('');

  /** `say`: it is typed to its end. Until then a wrong name only keeps the form from being sent. */
  protected check(field: HTMLInputElement, say: boolean): void {
    const problem = zoneProblem(field.value);
    field.setCustomValidity(problem);
    if (say || problem === '') this.problem.set(problem);
  }
}
