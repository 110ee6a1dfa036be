import { dnsProtocol } from '../dns/dns-protocol';
import { ftpProtocol, imapProtocol, pop3Protocol, smtpProtocol } from '../auth/line-protocols';
import { ldapProtocol, rdpProtocol, smbProtocol } from '../auth/framed-protocols';
import { kerberosProtocol } from '../auth/kerberos-protocol';
import { snmpProtocol } from '../auth/snmp-protocol';
import { sshProtocol } from '../auth/ssh-protocol';
import { telnetProtocol } from '../auth/telnet-protocol';
import { dhcpProtocol } from '../dhcp/dhcp-protocol';
import { httpProtocol } from '../http/http-protocol';
import { netbiosProtocol } from '../netbios/netbios-protocol';
import { ntpProtocol } from '../ntp/ntp-protocol';
import { RECOGNISED } from '../recognised/recognised-protocols';
import { tlsProtocol } from '../tls/tls-protocol';
import type { ProtocolFactory } from './protocol';

/** The protocols that are read, in the order in which they are asked whether a flow's first bytes are theirs. One line each. */
export const PROTOCOLS: readonly ProtocolFactory[] = [
  dnsProtocol,
  dhcpProtocol,
  httpProtocol,
  tlsProtocol,
  sshProtocol,
  ftpProtocol,
  smtpProtocol,
  pop3Protocol,
  imapProtocol,
  telnetProtocol,
  ntpProtocol,
  snmpProtocol,
  smbProtocol,
  netbiosProtocol,
  kerberosProtocol,
  ldapProtocol,
  rdpProtocol,
  ...RECOGNISED,
];
