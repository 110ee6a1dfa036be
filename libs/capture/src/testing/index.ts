export * from './linked-hosts';
