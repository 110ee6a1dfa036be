export { looksLikeNtp, readNtp, type NtpMessage } from './ntp';
