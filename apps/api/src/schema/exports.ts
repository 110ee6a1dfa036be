import { ArgsType, Field, Float, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { DomainSort } from './domains';
import { FlowSort, FlowWhere } from './flows';
import { HostSort } from './hosts';
import { AS_OF } from './past';
import { PositionScalar, Time } from './scalars';

export const ExportFormat = { CSV: 'CSV', JSON: 'JSON', NDJSON: 'NDJSON' } as const;
export type ExportFormat = keyof typeof ExportFormat;
registerEnumType(ExportFormat, { name: 'ExportFormat' });

@InputType()
export class ExportFlows {
  @Field(() => FlowWhere, { nullable: true })
  readonly where?: FlowWhere | null;

  @Field(() => FlowSort, { nullable: true, defaultValue: 'START_DESC' })
  readonly sort!: FlowSort;
}

@InputType()
export class ExportDomains {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly search?: string | null;

  @Field(() => DomainSort, { nullable: true, defaultValue: 'QUERIES_DESC' })
  readonly sort!: DomainSort;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;
}

@InputType()
export class ExportHosts {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly search?: string | null;

  @Field(() => HostSort, { nullable: true, defaultValue: 'BYTES_DESC' })
  readonly sort!: HostSort;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;
}

@ArgsType()
export class StartExportArgs {
  @Field(() => ExportFormat)
  readonly format!: ExportFormat;

  @Field(() => ExportFlows, { nullable: true, description: `Exactly one of the three is given.` })
  readonly flows?: ExportFlows | null;

  @Field(() => ExportDomains, { nullable: true })
  readonly domains?: ExportDomains | null;

  @Field(() => ExportHosts, { nullable: true })
  readonly hosts?: ExportHosts | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class CancelExportArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ObjectType({
  description: `A file that a worker makes: at most 500,000 rows and 256 MiB, kept for 24 hours, at \`/api/exports/<id>/file\`.`,
})
export class Export {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `flows, domains, hosts; history` })
  readonly what!: string;

  @Field(() => String, { description: `csv, json, ndjson` })
  readonly format!: string;

  @Field(() => String, { description: `waiting, running, done, failed, canceled` })
  readonly state!: string;

  @Field(() => Float, { description: `Rows written so far.` })
  readonly rows!: number;

  @Field(() => Float, { nullable: true, description: `Rows that were counted at its start; null above 10,000.` })
  readonly total!: number | null;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Boolean, { description: `True when a limit cut it off.` })
  readonly truncated!: boolean;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;

  @Field(() => String)
  readonly fileName!: string;

  @Field(() => Boolean, { description: `Addresses and names in it are masked.` })
  readonly masked!: boolean;

  @Field(() => Time)
  readonly createdAt!: string;

  @Field(() => Time)
  readonly expiresAt!: string;
}
