export { readNetbiosName, type NetbiosMessage } from './netbios';
