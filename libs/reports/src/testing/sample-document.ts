import type { ReportDocument, Section } from '../document';

/** A report of one week with one section; `sections` take its place. */
export const sampleDocument = (sections: readonly Section[] = SECTIONS): ReportDocument => ({
  template: 'executive',
  title: 'Traffic and security, week 47',
  from: '2026-11-16T00:00:00Z',
  to: '2026-11-23T00:00:00Z',
  zone: 'Europe/Berlin',
  generatedBy: 'Ada Lovelace',
  generatedAt: '2026-11-30T02:05:13Z',
  masked: null,
  integrity: {
    position: '182440',
    head: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    sealedAt: '2026-11-23T00:00:00Z',
    anchor: null,
  },
  sections,
});

const SECTIONS: readonly Section[] = [
  {
    heading: 'In short',
    blocks: [
      { kind: 'text', text: 'Traffic rose by a fifth.' },
      {
        kind: 'figures',
        items: [
          { label: 'Bytes seen', value: 4_812_345_678_901, unit: 'bytes', note: 'a fifth more than before' },
          { label: 'Change of flows', value: -24_318, unit: 'count' },
          { label: 'Answered in time', value: 98.4, unit: 'percent' },
          { label: 'Mean time to close', value: 5048, unit: 'seconds' },
          { label: 'Packets lost', value: null },
        ],
      },
      {
        kind: 'series',
        label: 'Traffic by day',
        unit: 'bytes',
        points: [16, 17, 18, 19, 20].map((day) => ({ at: `2026-11-${day}T00:00:00Z`, value: day * 1e9 })),
      },
      {
        kind: 'table',
        columns: [
          { label: 'Host', kind: 'text' },
          { label: 'Sent', kind: 'bytes' },
          { label: 'Change', kind: 'number' },
          { label: 'Last seen', kind: 'time' },
        ],
        rows: [
          ['10.0.0.17', 1_500_000, -12.5, '2026-11-22T23:30:00Z'],
          ['10.0.0.18', null, 3, null],
        ],
        leftOut: 7,
      },
    ],
  },
];
