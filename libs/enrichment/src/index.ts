export { AddressFacts, type FactFiles, type Place, type SourceStatus } from './address-facts';
export type { FileState, Origin } from './data-set';
export type { Location } from './location/location';
export { type LoadedRegions, RegionFiles } from './location/region-files';
export type { Network } from './network/network';
export { type CountryAndNetwork, PlaceMemory } from './place-memory';
export type { Attribution, SourceVersion } from './source';
export * from './reputation';
