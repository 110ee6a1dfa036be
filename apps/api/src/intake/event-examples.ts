/** Requests that the document shows; a test sends each. */
export const EVENT_EXAMPLES = {
  failure: {
    summary: 'A sign-in that an application refused',
    value: {
      type: 'auth_failure',
      source_ip: '203.0.113.9',
      auth: { username: 'root', service: 'vpn' },
      metadata: { userAgent: 'curl/8.14' },
    },
  },
  batch: {
    summary: 'Several events, taken all or none',
    value: [
      {
        ...{ type: 'flow', source_ip: '203.0.113.9', source_port: 40000, dest_ip: '192.0.2.7', dest_port: 22 },
        ...{ protocol: 'tcp', flow: { state: 'REJ', out_packets: 1, in_packets: 1, out_bytes: 60, in_bytes: 40 } },
      },
      {
        ...{ type: 'dns', source_ip: '192.0.2.7', source_port: 53124, dest_ip: '192.0.2.53', dest_port: 53 },
        dns: { query: 'example.org', type: 'A', rcode: 'NOERROR', answers: ['198.51.100.4'] },
      },
      {
        ...{ type: 'http', source_ip: '203.0.113.9', dest_ip: '192.0.2.7', dest_port: 80, domain: 'www.example.org' },
        http: { method: 'GET', path: '/', status: 200, user_agent: 'curl/8.14', referer: null },
      },
      {
        ...{ type: 'tls', source_ip: '192.0.2.7', dest_ip: '198.51.100.4', dest_port: 443, domain: 'example.org' },
        tls: { version: 'TLS 1.3', alpn: 'h2' },
      },
    ],
  },
} as const;
