import {
  ChangeDetectionStrategy,
  Component,
  Injectable,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { UrlState } from '../core/url-state';
import { defang, escapeText } from '../format/hostile';
import { writeList } from '../core/url-grammar';
import type { IconName } from './icon-paths';
import { Menu, type MenuItem } from './menu';
import { Popover } from './popover';

export type ValueKind =
  'address' | 'domain' | 'port' | 'proto' | 'app' | 'state' | 'sensor' | 'ja4' | 'ja3' | 'issuer' | 'agent' | 'user';

/** What a page can do with a value of its kind. */
export interface ValueFilter {
  accepts(kind: ValueKind, negated: boolean): boolean;
  add(kind: ValueKind, value: string, negated: boolean): void;
}

interface Opened {
  readonly kind: ValueKind;
  readonly value: string;
  readonly anchor: HTMLElement;
}

/** The menu of values: one for the whole console, opened beside whatever value asks for it. */
@Injectable({ providedIn: 'root' })
export class ValueActions {
  readonly opened = signal<Opened | undefined>(undefined);
  /** The page's own filter; without one, "filter for" leads to Flows. */
  readonly filter = signal<ValueFilter | undefined>(undefined);

  open(kind: ValueKind, value: string, anchor: HTMLElement): void {
    this.opened.set({ kind, value, anchor });
  }
}

interface Place {
  readonly label: string;
  readonly icon: IconName;
  readonly path: string;
  readonly param: string;
}

const flowsBy = (param: string): Place => ({ label: 'Flows of this value', icon: 'flows', path: '/flows', param });
const tlsBy = (param: string): Place => ({ label: 'Handshakes of this value', icon: 'lock', path: '/tls', param });

/** The list that shows where a value of this kind occurs. */
const PLACES: Readonly<Record<ValueKind, Place | undefined>> = {
  address: flowsBy('ip'),
  domain: undefined,
  port: flowsBy('port'),
  proto: flowsBy('proto'),
  app: flowsBy('app'),
  state: flowsBy('state'),
  sensor: flowsBy('sensor'),
  ja4: tlsBy('ja4'),
  ja3: tlsBy('ja3'),
  issuer: tlsBy('issuer'),
  agent: { label: 'Requests of this agent', icon: 'http', path: '/http', param: 'agent' },
  user: { label: 'Sign-ins as this user', icon: 'user', path: '/sign-ins', param: 'user' },
};

@Component({
  selector: 'wl-value-menu',
  imports: [Menu, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div wlPopover #layer="wlPopover" (closed)="done()">
    @if (items().length > 0) {
      <wl-menu [items]="items()" [label]="label()" (chosen)="layer.close()" />
    }
  </div>`,
})
export class ValueMenu {
  private readonly actions = inject(ValueActions);
  private readonly url = inject(UrlState);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly layer = viewChild.required<Popover>('layer');
  private readonly menu = viewChild(Menu);

  protected readonly label = computed(() => `Actions for ${escapeText(this.actions.opened()?.value ?? '')}`);
  protected readonly items = computed<readonly MenuItem[]>(() => {
    const at = this.actions.opened();
    return at ? this.itemsFor(at.kind, at.value) : [];
  });

  constructor() {
    effect(() => {
      const at = this.actions.opened();
      const menu = this.menu();
      if (!at || !menu) return;
      untracked(() => {
        this.layer().open(at.anchor);
        menu.focusFirst();
      });
    });
  }

  protected done(): void {
    this.actions.opened.set(undefined);
  }

  private itemsFor(kind: ValueKind, value: string): readonly MenuItem[] {
    const filter = this.actions.filter();
    const items: MenuItem[] = [];
    const place = PLACES[kind];
    if (filter?.accepts(kind, false))
      items.push({ label: 'Filter for', icon: 'filter', key: 'f', run: () => filter.add(kind, value, false) });
    if (filter?.accepts(kind, true))
      items.push({ label: 'Filter out', icon: 'minus', key: 'Shift+F', run: () => filter.add(kind, value, true) });
    const first = items.length;
    if (kind === 'address')
      items.push({ label: 'Open host page', icon: 'hosts', key: 'o', run: () => this.url.go(['/hosts', value]) });
    if (kind === 'domain')
      items.push({ label: 'Open domain page', icon: 'domains', key: 'o', run: () => this.url.go(['/domains', value]) });
    if (place)
      items.push({
        label: place.label,
        icon: place.icon,
        run: () => this.url.go([place.path], { [place.param]: writeList([value]) ?? '' }),
      });
    const second = items.length;
    items.push({ label: 'Copy', icon: 'copy', key: 'c', run: () => this.copy(value) });
    if (kind === 'address' || kind === 'domain')
      items.push({ label: 'Copy defanged', icon: 'copy', key: 'Shift+C', run: () => this.copy(defang(value)) });
    return items.map((item, index) =>
      index > 0 && (index === first || index === second) ? { ...item, divide: true } : item,
    );
  }

  private copy(text: string): void {
    void navigator.clipboard
      ?.writeText(text)
      .then(() => this.announcer.announce('Copied'))
      .catch(() => this.announcer.announce('The browser did not allow copying', 'assertive'));
  }
}
