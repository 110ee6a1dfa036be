import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EventCatalogue, type JsonObject, type RecordedEvent } from '@wireledger/event-sourcing';
import { anEvent } from '@wireledger/event-sourcing/testing';

import { KINDS, TELEMETRY_TYPES } from '../telemetry';
import { EVENT_DEFINITIONS, eventCatalogue } from '.';

interface Sample {
  readonly type: string;
  readonly sv: number;
  readonly data: JsonObject;
}

const folder = join(__dirname, 'fixtures');
const samples = readdirSync(folder).map((file) => ({
  file,
  ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sample),
}));
const nameOf = (type: string) => type.slice(type.indexOf('.') + 1);

describe('event catalogue', () => {
  it.each(
    EVENT_DEFINITIONS.flatMap(({ type, version }) => Array.from({ length: version }, (_, i) => [type, i + 1] as const)),
  )('has a frozen sample of %s version %i', (type, sv) => {
    expect(samples.find((sample) => sample.file === `${nameOf(type)}.v${sv}.json`)).toMatchObject({ type, sv });
  });

  it.each(samples.map(({ file, ...sample }) => [file, sample] as const))(
    'reads %s as the current version',
    (_file, sample) => {
      const definition = EVENT_DEFINITIONS.find(({ type }) => type === sample.type);
      if (!definition) throw new Error(`no definition of ${sample.type}`);
      const read = definition.read(sample);
      definition.schema.parse(read);
      if (sample.sv === definition.version) expect(definition.create(sample.data).data).toEqual(sample.data);
    },
  );

  it.each(samples.map(({ file, ...sample }) => [file, sample] as const))(
    'rejects %s without one of its fields',
    (_file, sample) => {
      const definition = EVENT_DEFINITIONS.find(({ type }) => type === sample.type);
      const needed = Object.keys(sample.data).filter((key) => {
        const { [key]: _left, ...rest } = sample.data;
        return definition?.schema.safeParse(rest).success === false;
      });
      expect(needed.length).toBeGreaterThan(0);
    },
  );

  it.each(KINDS)('names the columns of $name as its sample has them', ({ type, version, columns }) => {
    const sample = samples.find(({ file }) => file === `${nameOf(type)}.v${version}.json`);
    const { cols } = sample?.data as unknown as { cols: Record<string, readonly unknown[]> };
    expect(columns.map(([name]) => name).sort()).toEqual(Object.keys(cols).sort());
    for (const [name, holds] of columns)
      for (const value of cols[name] ?? [])
        expect([name, typeof value]).toEqual([name, { text: 'string', json: 'object' }[holds as 'text'] ?? 'number']);
  });

  it('names its types by class and past tense, each once', () => {
    const types = EVENT_DEFINITIONS.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    for (const type of types)
      expect(type).toMatch(/^(telemetry|domain|seal|rollup)\.[A-Z][A-Za-z]+(ed|In|Kept|Daily)$/);
  });

  it('is what a log checks offered events with', () => {
    const catalogue = eventCatalogue();
    const sample = samples.find(({ type }) => type === TELEMETRY_TYPES.flow)?.data as JsonObject & { cols: JsonObject };
    const offer = (data: JsonObject, sv = 1) => {
      const event = anEvent(data, TELEMETRY_TYPES.flow);
      catalogue.check({ ...event, meta: { ...event.meta, sv } });
    };
    expect(() => offer(sample)).not.toThrow();
    expect(() => offer({ ...sample, n: 501 })).toThrow('501 records');
    expect(() => offer({ ...sample, cols: { ...sample.cols, src: [] } })).toThrow('column src has 0 entries');
    const { dst: _dst, ...without } = sample.cols;
    expect(() => offer({ ...sample, cols: without })).toThrow('column dst is missing');
    expect(() => offer(sample, 2)).toThrow('is at version 1, not 2');
  });

  it('reports what only a newer release knows, once, and hands it on as it is', () => {
    const reported: string[] = [];
    const catalogue = eventCatalogue(({ type, reason }) => reported.push(`${type} ${reason}`));
    const future = (type: string, sv: number): RecordedEvent => {
      const event = anEvent({ x: 1 }, type);
      const place = { stream: 'thing-1', revision: 0n, position: '1' as RecordedEvent['position'], recordedAt: 0 };
      return { ...event, meta: { ...event.meta, sv }, ...place };
    };
    const unknown = future('domain.RuleDreamt', 1);
    expect(catalogue.read(unknown)).toBe(unknown);
    catalogue.read(future('domain.RuleDreamt', 1));
    expect(catalogue.read(future(TELEMETRY_TYPES.flow, 9)).data).toEqual({ x: 1 });
    expect(reported).toEqual(['domain.RuleDreamt type', `${TELEMETRY_TYPES.flow} version`]);
    expect(EventCatalogue.raw.read(unknown)).toBe(unknown);
  });
});
