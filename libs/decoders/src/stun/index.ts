export { isStun } from './stun';
