export * from './interfaces';
export * from './live-driver';
export { tcpdumpDriver } from './live-interface';
export { builtPcapAddon } from './pcap-addon';
export { pcapDriver } from './pcap-driver';
export { type Launcher, plainLauncher } from './tcpdump';
