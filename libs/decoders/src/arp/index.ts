export { ArpOperation, ArpReader } from './arp-reader';
