export { looksLikeLdap, readLdap, SASL_BIND_IN_PROGRESS, type LdapBind, type LdapMessage } from './ldap';
