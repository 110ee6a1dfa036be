import { ChangeDetectionStrategy, Component, inject, viewChild } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Keys } from '../core/keys';
import { Past } from '../core/past';
import { RangeState } from '../core/range-state';
import { SourceLink } from '../core/source-link';
import { UrlState } from '../core/url-state';
import { ValueMenu } from '../ui/value-menu';
import { KeyHelp } from './key-help';
import { PAGES } from './pages';
import { Palette } from './palette';
import { Rail } from './rail';
import { LeaveDialog } from './leave-dialog';
import { StepUpDialog } from './step-up-dialog';
import { TopBar } from './top-bar';

/** Rail, top bar and the page between them. */
@Component({
  selector: 'wl-shell',
  imports: [KeyHelp, Palette, Rail, RouterOutlet, LeaveDialog, StepUpDialog, TopBar, ValueMenu],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.past]': 'past.on()' },
  template: `
    <a class="skip" href="#content" (click)="skip($event)">Skip to content</a>
    <wl-topbar (help)="help().open()" (palette)="palette().open()" />
    <wl-rail />
    <main id="content" tabindex="-1">
      <router-outlet />
      <wl-value-menu />
    </main>
    <wl-palette />
    <wl-key-help />
    <wl-step-up />
    <wl-leave-dialog />
  `,
  styles: `
    :host {
      display: grid;
      grid-template: var(--topbar) minmax(0, 1fr) / auto minmax(0, 1fr);
      grid-template-areas: 'bar bar' 'rail main';
      height: 100%;
    }
    /* the past: a striped edge over everything */
    :host(.past) {
      padding-top: var(--past-edge);
    }
    :host(.past)::before {
      content: '';
      position: fixed;
      inset: 0 0 auto;
      z-index: 6;
      height: var(--past-edge);
      background: repeating-linear-gradient(-45deg, var(--past-a) 0 6px, var(--past-b) 6px 12px);
    }
    wl-topbar {
      grid-area: bar;
    }
    wl-rail {
      grid-area: rail;
    }
    main {
      grid-area: main;
      position: relative;
      min-width: 0;
      overflow: auto;
    }
    main:focus-visible {
      outline: none;
    }
    .skip {
      position: fixed;
      top: var(--space-4);
      left: var(--space-4);
      z-index: 10;
      padding: var(--space-8) var(--space-12);
      border-radius: var(--radius-control);
      background: var(--accent);
      color: var(--on-accent);
      transform: translateY(-200%);
    }
    .skip:focus {
      transform: none;
    }
    @media (max-width: 1023px) {
      :host {
        grid-template-rows: auto minmax(0, 1fr);
      }
    }
    @media (max-width: 767px) {
      :host {
        grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
        grid-template-areas: 'bar' 'main' 'rail';
      }
    }
  `,
})
export class Shell {
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  protected readonly past = inject(Past);
  protected readonly palette = viewChild.required(Palette);
  protected readonly help = viewChild.required(KeyHelp);

  constructor() {
    inject(SourceLink);
    inject(Keys).bind(
      { keys: '?', label: 'Keys of this page', group: 'Everywhere', run: () => this.help().open() },
      { keys: 'Ctrl+K', label: 'Go to anything', group: 'Everywhere', run: () => this.palette().open() },
      { keys: '/', label: 'Filter', group: 'Everywhere', run: () => focusOn('#page-filter') },
      { keys: 't', label: 'Time range', group: 'Everywhere', run: () => clickOn('#time-picker') },
      { keys: '[', label: 'Earlier range', group: 'Everywhere', run: () => this.range.shift(-1) },
      { keys: ']', label: 'Later range', group: 'Everywhere', run: () => this.range.shift(1) },
      { keys: 'Shift+Z', label: 'Zoom out', group: 'Everywhere', run: () => this.range.widen() },
      { keys: 'Shift+R', label: 'Read again now', group: 'Everywhere', run: () => this.range.refresh() },
      {
        keys: 'Space',
        label: 'Pause, resume live',
        group: 'Everywhere',
        run: () => this.range.setLive(!this.range.live()),
      },
      {
        keys: 'y',
        label: 'Copy link: relative or frozen',
        group: 'Everywhere',
        run: () => clickOn('#copy-link'),
      },
      { keys: 'g n', label: 'Now', group: 'Go to', run: () => this.past.back() },
      ...PAGES.map((page) => ({
        keys: `g ${page.key}`,
        label: page.label,
        group: 'Go to' as const,
        run: () => this.url.go([page.path]),
      })),
    );
  }

  protected skip(event: Event): void {
    event.preventDefault();
    focusOn('#content');
  }
}

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function clickOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
