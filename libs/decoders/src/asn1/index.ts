export { berLength } from './ber-length';
