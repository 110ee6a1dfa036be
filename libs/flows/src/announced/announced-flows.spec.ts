import { AnnouncedFlows } from './announced-flows';

const connection = (initiator: string, target: string, port: number) => ({
  serverPort: port,
  client: () => initiator,
  server: () => target,
});
const AWAITED = { initiator: '10.0.0.7', target: '10.0.0.8', port: 5001 };

describe('AnnouncedFlows', () => {
  it('finds a connection by all that was announced of it, once', () => {
    const announced = new AnnouncedFlows();
    announced.announce(AWAITED, 'ftp-data', 100);
    announced.announce({ ...AWAITED, target: '10.0.0.9' }, 'ftp-data', 100);
    expect(announced.take(connection('10.0.0.6', '10.0.0.8', 5001))).toBeNull();
    expect(announced.take(connection('10.0.0.8', '10.0.0.7', 5001))).toBeNull();
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 5002))).toBeNull();
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 5001))).toBe('ftp-data');
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 5001))).toBeNull();
    expect(announced.take(connection('10.0.0.7', '10.0.0.9', 5001))).toBe('ftp-data');
    expect(announced.size).toBe(0);
  });

  it('waits for a minute of packet time, from the last announcement on', () => {
    const announced = new AnnouncedFlows();
    announced.announce(AWAITED, 'ftp-data', 100);
    announced.announce({ ...AWAITED, port: 5002 }, 'ftp-data', 101);
    announced.announce(AWAITED, 'ftp-data', 130);
    announced.expire(161);
    expect(announced.size).toBe(2);
    announced.expire(162);
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 5002))).toBeNull();
    announced.expire(190);
    expect(announced.size).toBe(1);
    announced.expire(191);
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 5001))).toBeNull();
  });

  it('forgets what was withdrawn, and the oldest of too many', () => {
    const announced = new AnnouncedFlows();
    announced.announce(AWAITED, 'ftp-data', 100);
    announced.withdraw(AWAITED);
    announced.withdraw(AWAITED);
    expect(announced.size).toBe(0);
    for (let port = 1; port <= 5000; port++) announced.announce({ ...AWAITED, port }, 'ftp-data', 100);
    expect(announced.size).toBe(4096);
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 904))).toBeNull();
    expect(announced.take(connection('10.0.0.7', '10.0.0.8', 905))).toBe('ftp-data');
  });
});
