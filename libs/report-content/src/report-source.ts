import type { Scope } from '@wireledger/access';
import type { EventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';
import type { Section } from '@wireledger/reports';
import type { Queries } from '@wireledger/read-models';

import { People } from './people';
import type { Shown } from './shown';

/** What reports are made from. */
export interface SourceParts {
  /** Asks a query of the API by its name, of what the view lets be seen. @throws what it throws */
  readonly ask: <Name extends keyof Queries>(
    name: Name,
    args: Parameters<Queries[Name]>[0],
    view: Pick<SourceView, 'scope' | 'smallest'>,
  ) => Promise<Awaited<ReturnType<Queries[Name]>>>;
  readonly log: Pick<EventLog, 'readAll' | 'readStream'>;
}

/** For whom. */
export interface SourceView {
  /** Of what it tells, µs since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Nothing that lies outside is asked for. */
  readonly scope: Scope | null;
  /** Hosts that must stand behind what is grouped; 0 = the reader is not held to that. */
  readonly smallest: number;
  readonly shown: Shown;
}

/**
 * What a template asks: the queries of the API, within the scope of whoever ordered the report and masked as for him. Answers are in clear; whoever puts
 * one of them into a report passes it through `shown`.
 */
export class ReportSource {
  readonly range: { readonly from: string; readonly to: string };
  readonly shown: Shown;
  private then: Promise<People> | null = null;
  private now: Promise<People> | null = null;

  constructor(
    readonly parts: SourceParts,
    readonly view: SourceView,
  ) {
    this.range = { from: formatTime(view.from), to: formatTime(view.to) };
    this.shown = view.shown;
  }

  /** Asks a query by its name. @throws what it throws */
  ask<Name extends keyof Queries>(
    name: Name,
    args: Parameters<Queries[Name]>[0],
  ): Promise<Awaited<ReturnType<Queries[Name]>>> {
    return this.parts.ask(name, args, this.view);
  }

  /** Everybody as of the end of the range. */
  peopleThen(): Promise<People> {
    this.then ??= People.asOf(this.parts.log, this.view.to);
    return this.then;
  }

  /** Everybody as of now: for names. */
  peopleNow(): Promise<People> {
    this.now ??= People.asOf(this.parts.log, Number.MAX_SAFE_INTEGER);
    return this.now;
  }
}

/** One part of a report after the other, so that rights and progress are looked at in between. */
export type ReportPart = (source: ReportSource) => Promise<Section>;
