export { locationOf } from '../location/location';
export { openLocationFile } from '../location/open-location-file';
export { networkOf } from '../network/network';
export { openNetworkFile } from '../network/open-network-file';
export { mmdb } from './mmdb';
