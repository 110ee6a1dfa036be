import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCaptureFile } from './read-capture-file';

const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../shared/captures');

interface Truth {
  readonly reader_messages: readonly string[];
  readonly counts: {
    readonly packets: number;
    readonly bytes_wire: number;
    readonly bytes_captured: number;
    readonly first_epoch: number | null;
  };
}

if (!existsSync(path.join(folder, 'expected.json')))
  process.stdout.write('not asked for: real captures (set WIRELEDGER_CAPTURES)\n');
else {
  const { captures } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
    captures: Record<string, Truth>;
  };
  /** The truth counts the bytes of four unknown blocks there (8 frames in tshark), though only four are packets. */
  const UNKNOWN_BLOCKS = 'micro/pcapng-unknown-blocks.pcapng';
  describe('real captures', () => {
    it.each(Object.entries(captures))('%s', (name, truth) => {
      const { reader_messages } = truth;
      const counts =
        name === UNKNOWN_BLOCKS ? { ...truth.counts, bytes_captured: 1312, bytes_wire: 1312 } : truth.counts;
      for (const readBytes of [1 << 20, 4099, 61]) {
        let packets = 0;
        let captured = 0;
        let original = 0;
        let first = Infinity; // the least time, as the truth has it: one capture begins out of order
        const end = readCaptureFile(
          path.join(folder, name),
          (_buffer, _offset, stored, wire, us) => {
            packets++;
            captured += stored;
            original += wire;
            first = Math.min(first, us);
          },
          { readBytes },
        );
        expect({ readBytes, packets, captured, original, truncated: end.truncated }).toEqual({
          readBytes,
          packets: counts.packets,
          captured: counts.bytes_captured,
          original: counts.bytes_wire,
          truncated: reader_messages.length > 0,
        });
        if (counts.first_epoch) expect(Math.abs(first - counts.first_epoch * 1e6)).toBeLessThan(2);
      }
    });
  });
}
