export { ENDS, talk, type Said } from './conversation';
export { arp, type Endpoints, type Happening, START, SYN, tcp, udp } from './frames';
