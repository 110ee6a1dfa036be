import { conditionsOf, type Expression } from './ast';
import type { FlowColumn } from './fields/field';

/** Values of a row that an expression looks at. */
export function columnsOf(expression: Expression): ReadonlySet<FlowColumn> {
  return new Set(
    conditionsOf(expression).flatMap((condition): readonly FlowColumn[] => {
      if (condition.node === 'fields') return [...condition.left.columns, ...condition.right.columns];
      return condition.node === 'is' ? ['src', 'dst'] : condition.field.columns;
    }),
  );
}
