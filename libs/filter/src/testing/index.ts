export { type AlertAt, alertReader } from './alert-row';
export { randomExpressions, type RandomPool } from './random-expressions';
export { TEST_COUNTRIES, TEST_NETWORKS, TestPlaces } from './test-places';
export { expressions, type InvalidExpression, type ValidExpression } from './expressions';
