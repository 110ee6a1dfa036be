import { EntitySchema } from 'typeorm';

/** Who sees packets. Times are µs since 1970: `first` and `last` of packets, `recordedAt` of the log's clock. */
export interface Sensor {
  readonly name: string;
  readonly demo: boolean;
  readonly hidden: boolean;
  readonly first: number | null;
  readonly last: number | null;
  readonly dropped: number;
  readonly recordedAt: number | null;
}

/** One run of an input of a sensor. Times are µs since 1970: `first` and `last` of packets, by the samples. */
export interface Source {
  readonly id: string;
  readonly sensor: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly packets: number;
  readonly bytes: number;
  readonly warnings: readonly string[];
  /** Of the event that told of it first. */
  readonly position: string;
}

/** First and last packet of a source's flows, µs. */
export interface SourceSpan {
  readonly source: string;
  readonly sensor: string;
  readonly first: number;
  readonly last: number;
}

export const SensorEntity = new EntitySchema<Sensor>({
  name: 'Sensor',
  tableName: 'sensor',
  columns: {
    name: { type: 'text', primary: true },
    demo: { type: 'boolean' },
    hidden: { type: 'boolean' },
    first: { type: 'int8', nullable: true },
    last: { type: 'int8', nullable: true },
    dropped: { type: 'int8' },
    recordedAt: { type: 'int8', name: 'recorded_at', nullable: true },
  },
});

export const SourceEntity = new EntitySchema<Source>({
  name: 'Source',
  tableName: 'source',
  columns: {
    id: { type: 'uuid', primary: true },
    sensor: { type: 'text' },
    kind: { type: 'text' },
    name: { type: 'text' },
    status: { type: 'text' },
    startedAt: { type: 'int8', name: 'started_at' },
    endedAt: { type: 'int8', name: 'ended_at', nullable: true },
    first: { type: 'int8', nullable: true },
    last: { type: 'int8', nullable: true },
    packets: { type: 'int8' },
    bytes: { type: 'int8' },
    warnings: { type: 'jsonb' },
    position: { type: 'text' },
  },
});

export const SourceSpanEntity = new EntitySchema<SourceSpan>({
  name: 'SourceSpan',
  tableName: 'source_span',
  columns: {
    source: { type: 'uuid', primary: true },
    sensor: { type: 'text' },
    first: { type: 'int8' },
    last: { type: 'int8' },
  },
});
