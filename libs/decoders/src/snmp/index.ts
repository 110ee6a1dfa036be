export { looksLikeSnmp, readSnmp, type SnmpMessage, type SnmpPdu } from './snmp';
