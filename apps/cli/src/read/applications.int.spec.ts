import path from 'node:path';
import { runRead } from './run-read';
import { capturePath, Memory, withCaptures } from './testing/captures';

type Fact = Readonly<Record<string, unknown>>;

/**
 * What net-snmp, OpenLDAP, MIT Kerberos and Samba of Debian 12 said to each other over a loopback interface, recorded by tcpdump: `snmpget` and its like,
 * `ldapwhoami`, `kinit`, `kvno` and `smbclient`, with right and wrong secrets. Expected is what the programs reported; names are those of tshark 4.0.17.
 */
const PROGRAMS = path.join(__dirname, 'testing', 'sign-ins.pcap');

async function read(file: string, ...args: readonly string[]): Promise<readonly Fact[]> {
  const stdout = new Memory();
  expect(await runRead([file, ...args], { stdout, stderr: new Memory() })).toBe(0);
  return stdout.json<Fact>();
}

/** Mechanism, user, outcome, code, readable or not, IP protocol. */
const attempts = async (file: string, service: string): Promise<readonly string[]> =>
  (await read(file, '--kinds', 'auth'))
    .filter((fact) => fact['service'] === service)
    .map(({ mechanism, user, outcome, code, cleartext, proto }) =>
      [mechanism, user, outcome, code, cleartext, proto].join(' '),
    );

describe('attempts to sign in', () => {
  it.each([
    ['snmp', [
      'community  success 0 1 17',
      // noAccess: the community may read, and tried to write.
      'community  success 6 1 17',
      'usm watcher success 0 0 17',
      'usm watcher failure 0 0 17',
      'usm watcher success 0 0 17',
      'usm nobody failure 0 0 17',
      // A trap, and the wrong community that nobody answered.
      'community  unknown 0 1 17',
      'community  unknown 0 1 17',
    ]],
    // The third client was anonymous, the fourth asked for TLS first.
    ['ldap', ['simple cn=admin,dc=corp,dc=example success 0 1 6', 'simple cn=admin,dc=corp,dc=example failure 49 1 6']],
    ['kerberos', [
      'preauth alice@CORP.EXAMPLE success 0 0 17',
      'preauth alice@CORP.EXAMPLE failure 24 0 17',
      'none mallory@CORP.EXAMPLE failure 6 0 17',
      'preauth alice@CORP.EXAMPLE success 0 0 6',
      'preauth alice@CORP.EXAMPLE failure 24 0 6',
    ]],
    // Two over SMB 3.1.1, two over SMB 1 (STATUS_LOGON_FAILURE is 0xC000006D), one with the name in the cache of Kerberos; then nobody in particular.
    ['smb', [
      'ntlm root@CORP success 0 0 6',
      'ntlm root@CORP failure 109 0 6',
      'ntlm root@CORP success 0 0 6',
      'ntlm root@CORP failure 109 0 6',
      'ntlm alice@CORP.EXAMPLE failure 109 0 6',
    ]],
  ])('over %s, as the programs reported them', async (service, expected) => {
    expect(await attempts(PROGRAMS, service)).toEqual(expected);
  }); // prettier-ignore

  it('keep no secret', async () => {
    const everything = JSON.stringify(await read(PROGRAMS));
    for (const secret of ['s3cr3t', 'wrong', 'hunter2', 'trapcommunity', 'rootpw', 'alicepw'])
      expect(everything).not.toContain(secret);
    expect(everything).toContain('cn=admin');
  });

  it('go on in TLS where LDAP asks for it', async () => {
    const handshakes = await read(PROGRAMS, '--kinds', 'tls');
    expect(handshakes).toEqual([expect.objectContaining({ serverPort: 389, version: 'TLS 1.3' })]);
  });
});

it('names of realms, services, shares and computers are told', async () => {
  expect(await read(PROGRAMS, '--summary')).toEqual([
    expect.objectContaining({
      packets: 265,
      kerberos_realms: ['CORP.EXAMPLE'],
      kerberos_services: ['host/server.corp.example', 'krbtgt/CORP.EXAMPLE'],
      smb_dialects: ['3.1.1', 'NT LANMAN 1.0'],
      smb_hosts: ['FILESRV', 'vm'],
      smb_shares: ['127.0.0.1/DATA', '127.0.0.1/IPC$', '127.0.0.1/data'],
      snmp_versions: ['1', '2c', '3'],
    }),
  ]);
});

withCaptures(() => {
  it('tshark sees the same sign-ins and names in scan-horizontal-smb.pcap', async () => {
    const file = capturePath('scan-horizontal-smb.pcap');
    const told = await attempts(file, 'smb');
    expect(told.filter((attempt) => attempt === 'ntlm Administrator@PC success 0 0 6')).toHaveLength(16);
    expect(told.filter((attempt) => attempt === 'ntlm Guest success 0 0 6')).toHaveLength(2);
    expect(told).toHaveLength(18);
    const [figures = {}] = await read(file, '--summary');
    expect(figures).toMatchObject({ smb_dialects: ['2.1'], smb_hosts: ['PC', 'ubuntu1'] });
    expect(figures['smb_shares']).toHaveLength(15);
    expect(figures['netbios_names']).toEqual(
      ['PC<00>', 'PC<20>', 'WORKGROUP<00>', 'WORKGROUP<1d>', 'WORKGROUP<1e>', '\\001\\002__MSBROWSE__\\002<01>'],
    );
  }); // prettier-ignore

  it.each([
    ['tunnel-gre.pcap', 6, ['18.26.4.105', '192.5.41.209', '205.188.185.33']],
    ['benign-firefox.pcap', 1, []],
    ['micro/empty.pcap', 0, []],
  ])('tshark sees as many messages of NTP in %s', async (name, messages, references) => {
    const figures = await read(capturePath(name), '--summary');
    expect(figures).toMatchObject([{ ntp_messages: messages, ntp_monlists: 0, ntp_references: references }]);
  });

  it.each([
    ['benign-browsing-tls.pcapng', ['BLUECATNETWORKS<1b>']],
    ['dns-c2-txt.pcap', ['ISATAP<00>', 'WORKGROUP<1d>', 'WORKGROUP<1e>', '\\001\\002__MSBROWSE__\\002<01>']],
    ['tunnel-teredo.pcap', ['IPV6.GOOGLE.COM<00>']],
  ])('tshark sees the same names of NetBIOS in %s', async (name, names) => {
    const [figures] = await read(capturePath(name), '--summary');
    expect(figures?.['netbios_names']).toEqual(names);
  });

  it.each([
    ['benign-netflix.pcap', { ssdp: 1 }],
    ['tls-ssh-mixed.pcapng', { ssdp: 8 }],
    ['flood-isakmp-amplification.pcap', { ike: 3978 }],
    ['scan-horizontal-smb.pcap', { smb: 121 }],
  ])('tshark sees as many flows of what is known by its content alone in %s', async (name, expected) => {
    const flows = (await read(capturePath(name), '--kinds', 'flow')).filter(
      ({ record, appBy }) => record === 'end' && appBy === 'content',
    );
    for (const [app, count] of Object.entries(expected))
      expect(flows.filter((flow) => flow['app'] === app)).toHaveLength(count);
  });
});
