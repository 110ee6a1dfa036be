import type { CaptureFields } from '../../graphql/generated/operations';
import { fileOf, formOf, rangeOf, spanOf, stateOf } from './capture-words';

const CAPTURE: CaptureFields = {
  ...{ id: 'ab'.repeat(32), source: 's', name: 'a.pcap', sizeBytes: 100, unpackedBytes: 9_100_000, format: 'pcapng' },
  ...{ packing: 'zstd', packets: 7, bytes: 700, flows: 2, linkTypes: ['Ethernet'], truncated: false, warnings: [] },
  ...{ firstPacket: '2024-01-05T10:00:00.250000Z', lastPacket: '2024-01-05T10:01:30.750000Z' },
  ...{ uploadedByName: 'mara', uploadedAt: '2026-11-21T08:00:00Z', mine: true, state: 'stored', sensor: 'import' },
  ...{ importedByName: null, importedAt: null },
};
const running = (bytesRead: number, held: string | null = null) => ({
  ...{ source: 's', packets: 3, bytesRead, sizeBytes: 100, held },
});

describe('words about captures', () => {
  it.each([
    ['stored', undefined, 'Checked', null],
    ['importing', undefined, 'Importing', null],
    ['importing', running(34.9), 'Importing, 34 %', 0.349],
    ['stopped', running(50, 'stopped by a person'), 'Import stopped', null],
    ['stopped', undefined, 'Import stopped', null],
    ['imported', running(99), 'In history', null],
  ])('%s: how far it is', (state, live, text, share) => {
    expect(stateOf({ ...CAPTURE, state }, live)).toMatchObject({ text, share });
  });

  it('says why an import stands still, and that a file was cut', () => {
    expect(stateOf(CAPTURE, running(50, 'there is no file')).why).toBe('there is no file');
    expect(stateOf({ ...CAPTURE, truncated: true }, undefined)).toMatchObject({
      text: 'Checked in part',
      look: 'wait',
    });
  });

  it('knows its span, and the range that shows all of it', () => {
    expect(spanOf(CAPTURE)).toBe(90.5);
    expect(spanOf({ ...CAPTURE, firstPacket: null })).toBeNull();
    expect(rangeOf(CAPTURE)).toEqual({
      ...{ v: '1', sensor: 'import' },
      ...{ from: '2024-01-05T10:00:00.000Z', to: '2024-01-05T10:01:31.000Z' },
    });
  });

  it('names its form and its file', () => {
    expect(formOf(CAPTURE)).toMatch(/^pcapng, zstd, 9\.1.MB unpacked$/);
    expect(formOf({ ...CAPTURE, packing: 'none' })).toBe('pcapng');
    expect(fileOf(CAPTURE)).toBe('capture-abababababab.pcapng.zst');
  });
});
