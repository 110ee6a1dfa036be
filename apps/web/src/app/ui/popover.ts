import { DestroyRef, Directive, ElementRef, inject, input, output } from '@angular/core';

const GAP = 4;
const EDGE = 8;

/**
 * A layer beside its anchor, in the browser's top layer: closes on Escape and on a press outside, gives the focus back.
 */
@Directive({
  selector: '[wlPopover]',
  exportAs: 'wlPopover',
  host: { popover: 'auto', '(toggle)': 'toggled($event)', '(keydown.escape)': 'escape($event)' },
})
export class Popover {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private anchor: HTMLElement | null = null;
  private giveBack = true;

  readonly side = input<'start' | 'end'>('start');
  /** Time to put the focus into the layer. Comes twice when it could not go there the first time. */
  readonly opened = output();
  readonly closed = output();

  constructor() {
    const place = (): void => this.place();
    const grown = new ResizeObserver(place);
    grown.observe(this.host);
    window.addEventListener('resize', place);
    inject(DestroyRef).onDestroy(() => {
      grown.disconnect();
      window.removeEventListener('resize', place);
    });
  }

  get isOpen(): boolean {
    return this.host.matches(':popover-open');
  }

  open(anchor: HTMLElement): void {
    this.anchor = anchor;
    this.giveBack = true;
    const opening = !this.isOpen;
    if (opening) this.host.showPopover();
    this.place();
    // At once: the next key may come before the browser tells of the opening.
    if (opening) this.opened.emit();
  }

  toggle(anchor: HTMLElement): void {
    if (this.isOpen) this.close();
    else this.open(anchor);
  }

  close(giveBack = true): void {
    this.giveBack = giveBack;
    if (this.isOpen) this.host.hidePopover();
  }

  /** The innermost layer takes the key: what lies under it stays open. */
  protected escape(event: Event): void {
    if (!this.isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  protected toggled(event: Event): void {
    if ((event as ToggleEvent).newState === 'open') {
      this.place();
      // What the focus was to go to was not drawn yet.
      if (!this.host.contains(document.activeElement)) this.opened.emit();
      return;
    }
    const lost = document.activeElement === document.body || this.host.contains(document.activeElement);
    if (this.giveBack && lost) this.anchor?.focus();
    this.closed.emit();
  }

  private place(): void {
    if (!this.anchor || !this.isOpen) return;
    const at = this.anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.host;
    const below = at.bottom + GAP;
    const top = below + height + EDGE > innerHeight && at.top - GAP - height > EDGE ? at.top - GAP - height : below;
    const left = this.side() === 'end' ? at.right - width : at.left;
    this.host.style.position = 'fixed';
    this.host.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
    this.host.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  }
}
