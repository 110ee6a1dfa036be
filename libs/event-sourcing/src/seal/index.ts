export * from './expiry';
export * from './verifier';
export * from './seal-key';
export * from './sealer';
export * from './verify-log';
export * from './against-anchor';
export * from './bundle';
export * from './expire-segment';
