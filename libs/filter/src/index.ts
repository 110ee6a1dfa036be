export { badFilter, readFilter } from './bad-filter';
export type { Condition, Expression, Value } from './ast';
export { conditionsOf } from './ast';
export { columnsOf } from './columns-of';
export { type RowReader, type RowTest, type RowValue, toPredicate } from './compile/predicate';
export { type SqlColumn, type SqlTarget, toSql } from './compile/sql';
export { type Completion, completionAt, type CompletionPlace, type Offer, offersOfValues } from './complete';
export { conjunctsOf, formatConjunct, joinConjuncts, negated } from './conjuncts';
export { explainFilter } from './explain';
export { type Field, FILTER_KINDS, type FilterKind, KIND_WORDS } from './fields/field';
export {
  type AlertColumn,
  type Column,
  type ColumnKind,
  type ColumnOf,
  COLUMNS,
  FACT_KINDS,
  type FactKind,
  type FlowColumn,
  type PlaceColumn,
} from './fields/columns';
export { FIELDS, fieldNamed, fieldsOf } from './fields/registry';
export { filterPage } from './filter-page';
export { formatFilter } from './format';
export { INTERNAL_PREFIXES } from './internal';
export { asksForKept, KEPT_ELSEWHERE } from './kept';
export { FILTER_LIMITS } from './limits';
export { OPERATORS_OF } from './operators';
export { writeCode } from './literals/codes';
export { writeString } from './literals/string';
export {
  type AddressPlace,
  asksForPlaces,
  isPlaceColumn,
  PLACE_COLUMNS,
  placeNumber,
  type Places,
  withPlaces,
} from './places';
export { parseFilter, type ParsedFilter, type ReadPseudonym, type UnmaskedFilter, unmaskFilter } from './parse';
export { MARK_NAMES, markNamed } from './marks';
export { type FilterProblem, type FilterReason, type Mend, mended } from './problem';
