import type { FieldName, JsonSchema, Route } from '../route';

/** Name of the component that describes what a root field answers. */
export const answerName = (field: FieldName): string => {
  const [, name = ''] = field.split('.');
  return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Answer`;
};

/** Schema of a route's answer: its own, or the component of the field that it asks. */
export const answerReference = ({ answers }: Pick<Route, 'answers'>): JsonSchema =>
  typeof answers === 'string' ? { $ref: `#/components/schemas/${answerName(answers)}` } : answers;
