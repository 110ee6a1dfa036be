import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { type Condition, FIELD_LABELS, meanings } from '../core/filters';
import { Page } from '../core/page';
import { PageFilter, type PageFilterSetup } from '../core/page-filter';
import { UrlState } from '../core/url-state';
import { protocolName, STATES } from '../format/protocols';
import { Icon } from '../ui/icon';

/**
 * The filter field of the top bar. What is typed is read as conditions and offered in a list; Enter takes the first.
 * On pages with a plain search it sets that.
 */
@Component({
  selector: 'wl-filter-field',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(focusout)': 'leave($event)' },
  template: `
    <wl-icon name="filter" class="lead" />
    <input
      #box
      id="page-filter"
      class="field"
      type="text"
      role="combobox"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      maxlength="300"
      aria-autocomplete="list"
      aria-controls="page-filter-list"
      aria-label="Filter"
      [attr.aria-expanded]="open()"
      [attr.aria-activedescendant]="open() ? 'meaning-' + active() : null"
      [placeholder]="setup().placeholder"
      [value]="text()"
      (input)="type(box.value)"
      (keydown)="press($event)"
      (focus)="focused.set(true)"
    />
    @if (text() !== '') {
      <button type="button" class="icon-button clear" aria-label="Clear" (click)="clear()">
        <wl-icon name="close" />
      </button>
    } @else {
      <span class="kbd" aria-hidden="true">/</span>
    }
    <ul id="page-filter-list" role="listbox" aria-label="Meanings" class="overlay" [hidden]="!open()">
      @for (option of options(); track $index) {
        <li
          role="option"
          [id]="'meaning-' + $index"
          [attr.aria-selected]="$index === active()"
          [class.active]="$index === active()"
          (pointerdown)="$event.preventDefault(); take(option)"
        >
          @if (option.field === 'notIp') {
            <span class="not mono">not</span>
          }
          <span class="mono field-name">{{ labels[option.field] }}</span>
          <span class="mono muted">{{ option.field === 'name' ? '~' : '=' }}</span>
          <span class="mono">{{ option.value }}</span>
          <span class="muted hint">{{ hint(option) }}</span>
        </li>
      }
    </ul>
    @if (refused()) {
      <p class="overlay refused" role="alert">
        Not an address, port, protocol, app, state or sensor. Try <span class="mono">port=443</span>.
      </p>
    }
  `,
  styleUrl: './filter-field.css',
})
export class FilterField {
  private readonly filter = inject(PageFilter);
  private readonly page = inject(Page);
  private readonly url = inject(UrlState);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  readonly setup = input.required<PageFilterSetup>();
  protected readonly text = signal('');
  protected readonly focused = signal(false);
  protected readonly active = signal(0);
  protected readonly refused = signal(false);
  protected readonly labels = FIELD_LABELS;

  protected readonly options = computed<readonly Condition[]>(() =>
    this.setup().search === undefined ? meanings(this.text(), this.setup().fields, this.page.sensors()) : [],
  );
  protected readonly open = computed(() => this.focused() && this.options().length > 0);

  constructor() {
    effect(() => {
      const key = this.setup().search;
      this.text.set(key === undefined ? '' : this.url.param(key)());
    });
  }

  protected type(value: string): void {
    this.text.set(value);
    this.active.set(0);
    this.refused.set(false);
  }

  protected press(event: KeyboardEvent): void {
    const count = this.options().length;
    if (event.key === 'ArrowDown' && count > 0) this.active.update((n) => (n + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) this.active.update((n) => (n - 1 + count) % count);
    else if (event.key === 'Enter') this.submit();
    else if (event.key === 'Escape') {
      if (this.text() !== '') this.type('');
      else this.box().nativeElement.blur();
    } else return;
    event.preventDefault();
  }

  protected take(option: Condition): void {
    this.type('');
    this.filter.addCondition(option);
  }

  protected clear(): void {
    this.type('');
    const key = this.setup().search;
    if (key !== undefined) this.url.patch({ [key]: null });
    this.box().nativeElement.focus();
  }

  protected hint(option: Condition): string {
    switch (option.field) {
      case 'ip':
        return option.value.includes('/') ? 'either side, prefix' : 'either side';
      case 'notIp':
        return 'neither side';
      case 'port':
        return 'either side';
      case 'app':
        return protocolName(option.value);
      case 'state':
        return STATES[option.value] ?? '';
      case 'name':
        return 'name contains';
      default:
        return '';
    }
  }

  protected leave(event: FocusEvent): void {
    if (this.host.contains(event.relatedTarget as Node | null)) return;
    this.focused.set(false);
    this.refused.set(false);
  }

  private submit(): void {
    const key = this.setup().search;
    if (key !== undefined) return this.url.patch({ [key]: this.text().trim() || null });
    const option = this.options()[this.active()];
    if (option) this.take(option);
    else if (this.text().trim() !== '') this.refused.set(true);
  }
}
