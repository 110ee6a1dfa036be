export * from './audit';
export * from './seal';
export * from './telemetry';
export * from './people';
export * from './detection';
export * from './notify';
export * from './pcap';
export * from './catalogue';
