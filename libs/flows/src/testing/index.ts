export { ENDS, talk, type Said } from './conversation';
export {
  ACK,
  arp,
  back,
  type Endpoints,
  type Happening,
  icmp,
  ipv4,
  rows,
  type Rows,
  START,
  SYN,
  tcp,
  udp,
} from './frames';
