export { ENDS, talk, type Said } from './conversation';
export { type Endpoints, type Happening, START, udp } from './frames';
