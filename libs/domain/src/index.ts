export * from './user/user';
export type { SecondFactor } from './user/second-factor';
export * from './token/token';
export * from './setting/demo-setting';
export * from './setting/four-eyes-setting';
export * from './approval/approval';
export * from './alert';
export * from './rule/rule';
export * from './notify';
