const CONNECTION = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'ip_proto', '_path'];
/** What follows from other fields, so that nothing is lost when it is passed over. */
const FOLLOWS = ['local_orig', 'local_resp', 'qclass_name', 'rcode_name', 'opcode_name', 'rejected', 'missed_bytes'];

const ZEEK: Readonly<Record<string, readonly string[]>> = {
  conn: [
    ...['service', 'duration', 'orig_bytes', 'resp_bytes', 'conn_state', 'history', 'orig_pkts', 'orig_ip_bytes'],
    ...['resp_pkts', 'resp_ip_bytes', 'vlan'],
  ],
  dns: [
    ...['trans_id', 'rtt', 'query', 'qclass', 'qtype', 'qtype_name', 'rcode', 'AA', 'TC', 'RD', 'RA', 'Z', 'answers'],
    ...['TTLs', 'opcode'],
  ],
  http: [
    ...['trans_depth', 'method', 'host', 'uri', 'referrer', 'version', 'user_agent', 'request_body_len', 'username'],
    ...['password', 'response_body_len', 'status_code', 'orig_mime_types', 'resp_mime_types'],
  ],
  ssl: [
    ...['version', 'cipher', 'server_name', 'next_protocol', 'cert_chain_fps', 'subject', 'issuer', 'ja3', 'ja3s'],
    ...['ja4', 'cert_chain_fuids'],
  ],
  ssh: ['auth_success', 'auth_attempts', 'client', 'server'],
  ftp: ['user', 'password', 'command', 'reply_code'],
  ntlm: ['username', 'domainname', 'success'],
  x509: [
    ...['fingerprint', 'id', 'certificate.serial', 'certificate.subject', 'certificate.issuer', 'san.dns'],
    ...['certificate.not_valid_before', 'certificate.not_valid_after'],
  ],
  dhcp: [
    ...['uids', 'client_addr', 'server_addr', 'mac', 'host_name', 'client_fqdn', 'requested_addr', 'assigned_addr'],
    ...['lease_time', 'msg_types', 'duration'],
  ],
};
const EVE: Readonly<Record<string, readonly string[]>> = {
  flow: [
    ...['pkts_toserver', 'pkts_toclient', 'bytes_toserver', 'bytes_toclient', 'start', 'end', 'age', 'state'],
    ...['reason', 'alerted'],
  ],
  dns: [
    ...['version', 'type', 'id', 'flags', 'qr', 'aa', 'tc', 'rd', 'ra', 'z', 'opcode', 'rrname', 'rrtype', 'rcode'],
    ...['answers', 'grouped', 'queries', 'rdata', 'ttl', 'tx_id'],
  ],
  http: [
    ...['hostname', 'url', 'http_user_agent', 'http_content_type', 'http_refer', 'http_method', 'protocol', 'status'],
    'length',
  ],
  quic: ['version', 'sni', 'ja3', 'ja3s', 'ja4'],
  ssh: ['client', 'server'],
  // What the client sends with PASS is looked at by nobody.
  ftp: ['command', 'command_data', 'completion_code', 'reply_received', 'reply_truncated'],
  dhcp: [
    ...['type', 'id', 'client_mac', 'assigned_ip', 'client_ip', 'requested_ip', 'relay_ip', 'dhcp_type', 'client_id'],
    ...['hostname', 'vendor_class_identifier', 'lease_time', 'routers', 'dns_servers'],
  ],
  tls: ['subject', 'issuerdn', 'serial', 'sni', 'version', 'notbefore', 'notafter', 'ja3', 'ja3s', 'ja4'],
};

const setsOf = (lists: Readonly<Record<string, readonly string[]>>, always: readonly string[]) =>
  new Map(Object.entries(lists).map(([name, fields]) => [name, new Set([...always, ...fields])]));
const SETS = { zeek: setsOf(ZEEK, [...CONNECTION, ...FOLLOWS]), eve: setsOf(EVE, []) };

/** Fields of a log that facts are made of; null when there are no facts of it. */
export const readFields = (tool: 'zeek' | 'eve', log: string): ReadonlySet<string> | null =>
  SETS[tool].get(log) ?? null;
