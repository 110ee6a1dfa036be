export { isNtpStart, looksLikeNtp, readNtp, type NtpMessage } from './ntp';
