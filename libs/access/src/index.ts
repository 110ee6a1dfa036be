export * from './matrix';
export * from './can';
export * from './custom-role';
export * from './masking';
export * from './scope';
export * from './within';
export * from './permissions-page';
export { FACTOR_ROLES, STEP_UP_MS } from './second-factor';
