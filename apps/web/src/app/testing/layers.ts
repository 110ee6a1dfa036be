/**
 * Teaches jsdom what it does not know of layers: popovers that open and close and tell of it, modal dialogs, scrolling to an element, and a
 * `ResizeObserver` that sees nothing. Answers how to forget it.
 */
export function teachLayers(): () => void {
  const matches = Element.prototype.matches;
  const tell = (of: HTMLElement, newState: string): boolean =>
    of.dispatchEvent(Object.assign(new Event('toggle'), { newState }));
  Object.assign(globalThis, {
    ResizeObserver: class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  });
  HTMLElement.prototype.showPopover = function () {
    this.dataset['popoverOpen'] = '';
    tell(this, 'open');
  };
  HTMLElement.prototype.hidePopover = function () {
    delete this.dataset['popoverOpen'];
    tell(this, 'closed');
  };
  Element.prototype.matches = function (selector: string) {
    return matches.call(this, selector === ':popover-open' ? '[data-popover-open]' : selector);
  };
  Element.prototype.scrollIntoView = () => undefined;
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
  return () => {
    Element.prototype.matches = matches;
  };
}
