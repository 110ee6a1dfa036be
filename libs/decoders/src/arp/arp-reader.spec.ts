import { hostile } from '../testing/hostile';
import { ArpReader } from './arp-reader';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const REPLY = '0001 0800 06 04 0002 020000000001 c0000201 02000000000a c000020a';

function read(message: Uint8Array): ArpReader | null {
  const reader = new ArpReader();
  return reader.read(message, 0, message.length) ? reader : null;
}

describe('ArpReader', () => {
  it('reads who says what of whom', () => {
    const reader = read(hex(`${REPLY} ${'00'.repeat(18)}`)) as ArpReader;
    expect(reader.operation).toBe(2);
    expect([reader.sender(), reader.senderMac()]).toEqual(['192.0.2.1', '02:00:00:00:00:01']);
    expect([reader.target(), reader.targetMac()]).toEqual(['192.0.2.10', '02:00:00:00:00:0a']);
    expect(reader.isGratuitous).toBe(false);
  });

  it.each([
    ['request', '0001', true],
    ['reply', '0002', true],
    ['reverse request', '0003', false],
  ])('takes a %s of its own address for an announcement: %s', (_what, operation, gratuitous) => {
    const message = hex(`0001 0800 06 04 ${operation} 020000000001 c0000201 000000000000 c0000201`);
    expect(read(message)?.isGratuitous).toBe(gratuitous);
  });

  it.each([
    ['another kind of hardware', REPLY.replace('0001', '0010')],
    ['another protocol', REPLY.replace('0800', '86dd')],
    ['hardware addresses of another length', REPLY.replace('06 04', '08 04')],
    ['protocol addresses of another length', REPLY.replace('06 04', '06 10')],
  ])('refuses %s', (_what, message) => expect(read(hex(message))).toBeNull());

  it('reads any bytes without a throw', () => {
    let readable = 0;
    for (const message of hostile(hex(REPLY), 10_000)) {
      const reader = read(message);
      if (!reader) continue;
      readable++;
      expect(`${reader.sender()} ${reader.target()}`).not.toMatch(/NaN|undefined/);
      expect(`${reader.senderMac()}${reader.targetMac()}`).toMatch(/^([0-9a-f:]{17}){2}$/);
    }
    expect(readable).toBeGreaterThan(1000);
  });
});
