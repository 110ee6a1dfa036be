export {
  isMessageTag as isKerberosTag,
  looksLikeKerberos,
  readKerberos,
  type KerberosMessage,
  type KerberosType,
} from './kerberos';
