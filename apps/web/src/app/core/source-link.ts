import { Injectable, effect, inject } from '@angular/core';
import { Sources, type SourcesResult } from '../graphql/generated/operations';
import { Gateway } from './api/gateway';
import { absoluteRange } from './time-grammar';
import { UrlState } from './url-state';

type Source = SourcesResult['sources'][number];

/** What the address becomes for `source=…`, as a finished replay prints it: the sensor and the time of the capture. */
export function placeOf(source: Source | undefined): Readonly<Record<string, string | null>> {
  if (!source) return { source: null };
  const sensor = { source: null, sensor: source.sensor };
  if (source.firstPacket === null || source.lastPacket === null) return sensor;
  return {
    ...sensor,
    ...absoluteRange(
      Math.floor(Date.parse(source.firstPacket) / 1000) * 1000,
      Math.floor(Date.parse(source.lastPacket) / 1000) * 1000 + 1000,
    ),
  };
}

/** Follows links to a source: without the time of its packets they would show an empty last hour. */
@Injectable({ providedIn: 'root' })
export class SourceLink {
  constructor() {
    const gateway = inject(Gateway);
    const url = inject(UrlState);
    const asked = url.param('source');
    effect(() => {
      const id = asked();
      if (id === '') return;
      gateway.run(Sources, {}).then(
        ({ sources }) => url.patch(placeOf(sources.find((source) => source.id === id)), 'replace'),
        () => undefined,
      );
    });
  }
}
