import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { DENSITIES, DENSITY_NAMES } from '../../core/densities';
import { Preferences, THEMES } from '../../core/preferences';
import { readZone, zoneNames } from '../../core/zones';

/** How the console looks and how it is steered, on this browser alone. */
@Component({
  selector: 'wl-preferences-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="line">
      <span class="label" id="theme-label">Theme</span>
      <span class="segmented" role="group" aria-labelledby="theme-label">
        @for (one of themes; track one.theme) {
          <button
            type="button"
            [attr.aria-pressed]="preferences.theme() === one.theme"
            (click)="preferences.theme.set(one.theme)"
          >
            {{ one.label }}
          </button>
        }
      </span>
    </div>
    <div class="line">
      <span class="label" id="density-label">Rows of tables</span>
      <span class="segmented" role="group" aria-labelledby="density-label">
        @for (one of densities; track one.px) {
          <button
            type="button"
            [attr.aria-pressed]="preferences.density() === one.px"
            (click)="preferences.density.set(one.px)"
          >
            {{ one.name }}
          </button>
        }
      </span>
      <span class="hint">A table for which you chose another height keeps it.</span>
    </div>
    <div class="line">
      <label class="label" for="own-zone">Time zone</label>
      <select #zone id="own-zone" class="field" (change)="chooseZone(zone.value)">
        <option value="utc" [selected]="preferences.zone() === 'utc'">UTC</option>
        <option value="local" [selected]="preferences.zone() === 'local'">This browser, {{ here }}</option>
        @for (name of zones; track name) {
          <option [value]="name" [selected]="preferences.zone() === name">{{ name }}</option>
        }
      </select>
      <span class="hint">Of every time that is shown or typed.</span>
    </div>
    <div class="line">
      <span class="label">Keys</span>
      <label class="check"
        ><input
          type="checkbox"
          [checked]="preferences.letterKeys()"
          (change)="preferences.letterKeys.set(!preferences.letterKeys())"
        />
        Single letters act</label
      >
      <span class="hint"><kbd class="kbd">?</kbd> lists those of a page; keys with Ctrl, Shift or Alt act always.</span>
    </div>
  `,
  styles: `
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-4) var(--space-12);
      min-height: 44px;
    }
    .label {
      width: 120px;
      margin: 0;
    }
    .field {
      width: 240px;
    }
    .check {
      display: inline-flex;
      align-items: center;
      gap: var(--space-8);
      font: var(--type-table);
    }
    .hint {
      color: var(--text-3);
      font: var(--type-caption);
    }
  `,
})
export class PreferencesPanel {
  protected readonly preferences = inject(Preferences);
  protected readonly themes = THEMES;
  protected readonly densities = [
    { px: undefined, name: 'As each table' },
    ...DENSITIES.map((px) => ({ px, name: DENSITY_NAMES[px] })),
  ];
  protected readonly zones = zoneNames();
  protected readonly here = new Intl.DateTimeFormat().resolvedOptions().timeZone;

  protected chooseZone(text: string): void {
    const zone = readZone(text);
    if (zone !== undefined) this.preferences.chooseZone(zone);
  }
}
