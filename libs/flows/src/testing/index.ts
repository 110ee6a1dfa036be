export { ENDS, talk, type Said } from './conversation';
export { arp, type Endpoints, type Happening, rows, type Rows, START, SYN, tcp, udp } from './frames';
