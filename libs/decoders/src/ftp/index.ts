export { readExtendedPassive, readExtendedPort, readHostPort, readPassive, type FtpEndpoint } from './data-endpoints';
