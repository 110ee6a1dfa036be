export * from './archives';
export * from './linked-hosts';
