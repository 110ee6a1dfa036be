import type { Page } from 'playwright-core';

/** Where the console itself leads: the key of the exports, and whom its data of places is from. */
const OWN = ['data:application/x-pem-file,', 'https://db-ip.com'];

/** Runs in the page. Nothing of the console's own has handlers in its markup, frames, pictures or scripts within the page. */
const FIND = `(() => {
  const found = [];
  const own = ${JSON.stringify(OWN)};
  const all = [...document.querySelectorAll('body *')];
  for (const element of all) {
    const name = element.localName;
    const inside = element.closest('main, [role=dialog], [role=tooltip], .cdk-overlay-container');
    if (inside && ['img', 'script', 'iframe', 'object', 'embed', 'base', 'meta'].includes(name) && !element.className)
      found.push('element ' + name);
    for (const attribute of element.attributes)
      if (/^on/i.test(attribute.name)) found.push('handler ' + attribute.name);
    for (const at of ['href', 'xlink:href', 'src', 'action', 'formaction']) {
      const value = element.getAttribute(at);
      if (!value || own.some((start) => value.startsWith(start))) continue;
      if (new URL(value, location.href).origin !== location.origin) found.push('leads to ' + value);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push('the page is ' + (scrollWidth - clientWidth) + ' px too wide');
  return found;
})()`;

/** What on a page would act, lead out or break its frame: elements with handlers, frames and pictures, links to elsewhere, a page wider than its window. */
export const acting = (page: Page): Promise<string[]> => page.evaluate<string[]>(FIND);
