import { conditionsOf, type Expression } from './ast';
import type { Column } from './fields/columns';
import { markNamed } from './marks';

/** Values of a row that an expression looks at. */
export function columnsOf(expression: Expression): ReadonlySet<Column> {
  return new Set(
    conditionsOf(expression).flatMap((condition): readonly Column[] => {
      if (condition.node === 'fields') return [...condition.left.columns, ...condition.right.columns];
      return condition.node === 'is' ? markNamed(condition.mark).columns : condition.field.columns;
    }),
  );
}
