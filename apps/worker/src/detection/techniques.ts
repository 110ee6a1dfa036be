/** Kind of an alert → technique of MITRE ATT&CK v17 (enterprise) that it is a sign of. Kinds without one are left out. */
const TECHNIQUES: Readonly<Record<string, string>> = {
  port_scan_vertical: 'T1046',
  port_scan_horizontal: 'T1046',
  port_scan_slow: 'T1046',
  host_sweep_icmp: 'T1018',
  host_sweep_arp: 'T1018',
  brute_force: 'T1110',
  syn_flood: 'T1499.001',
  udp_amplification: 'T1498.002',
  dns_tunnel: 'T1071.004',
  dga: 'T1568.002',
  icmp_tunnel: 'T1095',
  arp_spoofing: 'T1557.002',
  beaconing: 'T1071',
  threat_match: 'T1071',
  c2_http: 'T1071.001',
  exfiltration: 'T1048',
  web_attack: 'T1190',
  unauthorized_protocol: 'T1571',
  traceroute: 'T1016.001',
  lateral_movement: 'T1021',
  new_device: 'T1200',
  rare_tld: 'T1583.001',
  resolver_bypass: 'T1071.004',
};

export const techniqueOf = (kind: string): string | null => TECHNIQUES[kind] ?? null;
