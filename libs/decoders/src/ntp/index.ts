export { looksLikeNtp, MAX_STRATUM as MAX_NTP_STRATUM, readNtp, type NtpMessage } from './ntp';
