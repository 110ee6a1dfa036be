export * from './interfaces';
export * from './live-interface';
export { bpfProblem, type Launcher, type LiveOptions, MAX_BPF, MAX_SNAPLEN, plainLauncher } from './tcpdump';
