import { evidenceShape } from './alert-evidence';

const shown = (kind: string, record: Record<string, unknown>) =>
  evidenceShape({ event: 'e', n: 3, position: '1', hash: 'h', kind, record });

describe('a copied record in one line', () => {
  it('of a request over HTTP names host and status', () => {
    const record = {
      at: 9e15,
      time: 1e15,
      client: '10.0.0.1',
      clientPort: 40_000,
      server: '192.0.2.1',
      serverPort: 80,
    };
    expect(shown('http', { ...record, host: 'a.example', status: 403, requestLength: 10 })).toMatchObject({
      ...{ id: 'e#3', src: '10.0.0.1', srcPort: 40_000, dst: '192.0.2.1', dstPort: 80 },
      ...{
        proto: 'HTTP',
        outcome: '403',
        name: 'a.example',
        packets: 1,
        bytes: 10,
        time: '2001-09-09T01:46:40.000000Z',
      },
    });
  });

  it('of an attempt to sign in names service, account and outcome', () => {
    const record = {
      at: 1e15,
      client: '10.0.0.1',
      server: '192.0.2.1',
      service: 'ftp',
      user: 'root',
      outcome: 'failure',
    };
    expect(shown('auth', { ...record, count: 4 })).toMatchObject({
      ...{ proto: 'ftp', name: 'root', outcome: 'failure', packets: 4, srcPort: null },
    });
  });

  it('of ARP names who claims what', () => {
    const record = { at: 1e15, sender: '10.0.0.1', senderMac: '02:00:00:00:00:01', target: '10.0.0.2' };
    expect(shown('arp', record)).toMatchObject({
      ...{ src: '10.0.0.1', dst: '10.0.0.2', name: '02:00:00:00:00:01', proto: 'ARP' },
    });
  });
});
