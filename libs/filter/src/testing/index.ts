export { randomExpressions, type RandomPool } from './random-expressions';
export { expressions, type InvalidExpression, type ValidExpression } from './expressions';
