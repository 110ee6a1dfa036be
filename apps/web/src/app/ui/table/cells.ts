import { Directive, TemplateRef, inject, input } from '@angular/core';
import type { TableRow } from './columns';

export interface CellContext {
  readonly $implicit: TableRow;
}

/** What a column shows of a row, written by the page: `<ng-template wlCell="src" let-row>`. */
@Directive({ selector: 'ng-template[wlCell]' })
export class Cell {
  readonly wlCell = input.required<string>();
  readonly template = inject<TemplateRef<CellContext>>(TemplateRef);
}

/** What a row that is a notice says, over the full width. */
@Directive({ selector: 'ng-template[wlNotice]' })
export class Notice {
  readonly template = inject<TemplateRef<CellContext>>(TemplateRef);
}
