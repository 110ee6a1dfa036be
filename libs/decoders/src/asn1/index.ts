export { berLength } from './ber-length';
export { beginsDerLength } from './der';
