import { tlsMessages as wire } from '@wireledger/decoders/testing';
import { appBy } from '@wireledger/events/telemetry';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run, type Happening } from '../testing/frames';

const raw = (text: string): string => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('latin1');

/** A packet of SMB 2 with this command, status and body. */
function smb2(command: number, isResponse: boolean, status = 0, body = ''): string {
  const header = Buffer.alloc(68);
  header.writeUInt32BE(64 + body.length, 0);
  header.write('fe534d4240', 4, 'hex');
  header.writeUInt32LE(status, 12);
  header.writeUInt16LE(command, 16);
  header[20] = isResponse ? 1 : 0;
  return header.toString('latin1') + body;
}
const NTLM = `NTLMSSP\0\x03${'\0'.repeat(27)}\x05\0\x05\0\x40\0\0\0${'\0'.repeat(20)}alice`;
const [SETUP, READ] = [1, 8];
const [MORE, DENIED] = [0xc0000016, 0xc000006d];
/** What SMB 3 encrypts. */
const HIDDEN = raw(`00000020fd534d42${'00'.repeat(28)}`);
const SMB: readonly Said[] = [
  ['>', smb2(SETUP, false, 0, 'NTLMSSP\0\x01\0\0\0')],
  ['<', smb2(SETUP, true, MORE, 'NTLMSSP\0\x02\0\0\0')],
  ['>', smb2(SETUP, false, 0, NTLM)],
];
const bind = raw('3016 020101 6011 020103 0401 61 8009 736563726574313233');
const bound = (code: string): string => raw(`300c020101 6107 0a01${code} 0400 0400`);
const RDP = raw('0300002c 27e00000000000 436f6f6b69653a206d737473686173683d656c746f6e730d0a 0100080003000000');
/** Data, where a request is due. */
const NO_REQUEST = raw('0300000b 02f080 00000000');
const confirm = (rest: string): string => raw(`03000013 0ed00000123400 ${rest}`);

function told(happenings: Iterable<Happening>) {
  const { batches, pipeline } = run(happenings);
  const [attempt] = rows(batches, 'auth');
  return {
    attempts: rows(batches, 'auth').map(({ service, mechanism, user, outcome, code }) => [service, mechanism, user, outcome, code].join(' ')),
    proto: attempt?.proto,
    apps: [...new Set(rows(batches, 'flow').map(({ app, marks }) => `${app} ${appBy(marks)}`))],
    hellos: pipeline.counters.client_hellos,
  };
} // prettier-ignore
const letters = (said: readonly Said[]): Said[] =>
  said.flatMap(([side, text]) => [...String(text)].map((letter): Said => [side, letter]));

describe('attempts to sign in by messages', () => {
  it.each<[string, readonly Said[], string]>([
    ['SMB accepts', [...SMB, ['<', smb2(SETUP, true)]], 'smb ntlm alice success 0'],
    ['SMB refuses', [...SMB, ['<', smb2(SETUP, true, DENIED)]], 'smb ntlm alice failure 109'],
    ['SMB says nothing', SMB, 'smb ntlm alice unknown 0'],
    ['SMB loses its answer', [...SMB, ['<', 80], ['<', smb2(READ, true)]], 'smb ntlm alice unknown 0'],
    ['LDAP accepts', [['>', bind], ['<', bound('00')]], 'ldap simple a success 0'],
    ['LDAP refuses', [['>', bind], ['<', bound('31')]], 'ldap simple a failure 49'],
    ['RDP begins', [['>', RDP], ['<', confirm('0200080000000000')]], 'rdp rdp eltons unknown 0'],
    ['RDP refuses', [['>', RDP], ['<', confirm('0300080005000000')]], 'rdp rdp eltons failure 5'],
  ])('%s, in segments as they please, on any port', (_what, said, expected) => {
    const [service] = expected.split(' ');
    for (const dport of [445, 389, 3389, 9999]) {
      const { attempts, apps, proto } = told(talk(said, { ...ENDS, dport }));
      expect([attempts, proto, apps]).toEqual([[expected], 6, [`${service} content`]]);
    }
    const { attempts } = told(talk(letters(said), { ...ENDS, dport: { smb: 445, ldap: 389, rdp: 3389 }[service ?? ''] ?? 0 }));
    expect(attempts).toEqual([expected]);
  }); // prettier-ignore

  it('are found behind the files that SMB carries, of which nothing is kept', () => {
    const file: readonly Said[] = Array.from({ length: 20 }, () => ['<', smb2(READ, true, 0, 'x'.repeat(60_000))] as const);
    const { attempts } = told(talk([...file, ...SMB, ['<', smb2(SETUP, true)]], { ...ENDS, dport: 445 }));
    expect(attempts).toEqual(['smb ntlm alice success 0']);
  }); // prettier-ignore

  it('are not what is encrypted', () => {
    const { attempts } = told(talk([['>', HIDDEN], ...SMB], { ...ENDS, dport: 445 }));
    expect(attempts).toEqual([]);
  }); // prettier-ignore

  it.each<[string, readonly Said[], string]>([
    ['LDAP, no message', [['>', bind], ['>', 'HTTP/1.1 400'], ['<', bound('31')]], 'ldap simple a failure 49'],
    ['LDAP, something lost', [['>', bind], ['>', 40], ['>', bind], ['<', bound('31')]], 'ldap simple a failure 49'],
    ['SMB, no packet', [...SMB, ['>', 'HTTP/1.1 400'], ['<', smb2(SETUP, true, DENIED)]], 'smb ntlm alice failure 109'],
    ['SMB, something encrypted', [...SMB, ['>', HIDDEN], ['<', smb2(SETUP, true, DENIED)]], 'smb ntlm alice failure 109'],
    ['RDP, no request', [['>', RDP], ['>', NO_REQUEST], ['<', confirm('0300080005000000')]], 'rdp rdp eltons failure 5'],
    ['RDP, another request', [['>', RDP], ['>', RDP.replace('eltons', 'nobody')], ['<', confirm('0300080005000000')]], 'rdp rdp eltons failure 5'],
  ])('wait for the server, whatever the client sends behind them: %s', (_what, said, expected) => {
    const [service = ''] = expected.split(' ');
    const { attempts } = told(talk(said, { ...ENDS, dport: { smb: 445, ldap: 389, rdp: 3389 }[service] ?? 0 }));
    expect(attempts).toEqual([expected]);
  }); // prettier-ignore

  it('end unknown where the server goes on encrypted', () => {
    const { attempts } = told(talk([...SMB, ['<', HIDDEN], ['<', smb2(SETUP, true)]], { ...ENDS, dport: 445 }));
    expect(attempts).toEqual(['smb ntlm alice unknown 0']);
  });

  it('end where what follows are no messages', () => {
    const said: readonly Said[] = [['>', bind], ['<', 'HTTP/1.1 400 Bad Request\r\n'], ['<', bound('00')]]; // prettier-ignore
    expect(told(talk(said, { ...ENDS, dport: 389 })).attempts).toEqual(['ldap simple a unknown 0']);
  });

  it('are told, though the server is not heard any more', () => {
    const said: readonly Said[] = [['<', bound('00')], ['<', 'HTTP/1.1 400 Bad Request\r\n'], ['>', bind], ['>', bind]];
    const unknown = 'ldap simple a unknown 0';
    expect(told(talk(said, { ...ENDS, dport: 389 })).attempts).toEqual([unknown, unknown]);
    const smb: readonly Said[] = [['<', smb2(READ, true)], ['<', HIDDEN], ...SMB.filter(([side]) => side === '>')];
    expect(told(talk(smb, { ...ENDS, dport: 445 })).attempts).toEqual(['smb ntlm alice unknown 0']);
  }); // prettier-ignore

  it('lead to TLS', () => {
    const hello = wire.records(22, wire.message(1, wire.clientHelloBody([0x1301]))).toString('latin1');
    const startTls = raw('301d02010177188016312e332e362e312e342e312e313436362e3230303337');
    const started = raw('300c02010178070a010004000400');
    expect(told(talk([['>', startTls], ['<', started], ['>', hello]])).hellos).toBe(1);
    expect(told(talk([['>', RDP], ['<', confirm('021f080002000000')], ['>', hello]]))).toMatchObject({
      hellos: 1,
      attempts: ['rdp credssp eltons unknown 0'],
    });
    expect(told(talk([['>', startTls], ['<', raw('300c02010178070a013504000400')], ['>', hello]])).hellos).toBe(0);
  }); // prettier-ignore
});
