import { Injectable } from '@angular/core';

/** Loads the page again, as the browser's own button does. */
@Injectable({ providedIn: 'root' })
export class PageReload {
  reload(): void {
    location.reload();
  }
}
