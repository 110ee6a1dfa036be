import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

@ObjectType({ description: 'A capture that somebody gave.' })
export class StoredCapture {
  @Field(() => ID, { description: 'SHA-256 of the file as it was given.' })
  readonly id!: string;

  @Field(() => ID, { description: 'Source of its facts once it is imported.' })
  readonly source!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Float)
  readonly sizeBytes!: number;

  @Field(() => Float)
  readonly unpackedBytes!: number;

  @Field(() => String, { description: 'pcap, pcapng' })
  readonly format!: string;

  @Field(() => String, { description: 'none, gzip, zstd' })
  readonly packing!: string;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float, { description: 'On the wire.' })
  readonly bytes!: number;

  @Field(() => Float)
  readonly flows!: number;

  @Field(() => Time, { nullable: true, description: 'Null when there is no packet.' })
  readonly firstPacket!: string | null;

  @Field(() => Time, { nullable: true })
  readonly lastPacket!: string | null;

  @Field(() => [String])
  readonly linkTypes!: readonly string[];

  @Field(() => Boolean, { description: 'Ends inside a record, or is damaged: what came before is read.' })
  readonly truncated!: boolean;

  @Field(() => [String])
  readonly warnings!: readonly string[];

  @Field(() => String)
  readonly uploadedByName!: string;

  @Field(() => Time)
  readonly uploadedAt!: string;

  @Field(() => Boolean, { description: 'Whether the asker gave it.' })
  readonly mine!: boolean;

  @Field(() => String, { description: 'stored, importing, stopped, imported' })
  readonly state!: string;

  @Field(() => String, { nullable: true })
  readonly importedByName!: string | null;

  @Field(() => Time, { nullable: true, description: 'When its import was asked for last, or stopped.' })
  readonly importedAt!: string | null;

  @Field(() => String, { description: 'Sensor of its facts once it is imported.' })
  readonly sensor!: string;
}

@ObjectType({ description: 'An import that is not over.' })
export class CaptureImport {
  @Field(() => ID)
  readonly source!: string;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float)
  readonly bytesRead!: number;

  @Field(() => Float)
  readonly sizeBytes!: number;

  @Field(() => String, { nullable: true, description: 'Why it stands still; null while it runs.' })
  readonly held!: string | null;
}

@ObjectType()
export class CaptureImports {
  @Field(() => [CaptureImport])
  readonly imports!: readonly CaptureImport[];

  @Field(() => Boolean, { description: 'False while the sensor does not answer.' })
  readonly reachable!: boolean;

  @Field(() => Time)
  readonly serverTime!: string;
}

@ObjectType()
export class UploadLimits {
  @Field(() => Float)
  readonly fileBytes!: number;

  @Field(() => Float)
  readonly unpackedBytes!: number;

  @Field(() => Float)
  readonly dayBytes!: number;
}

@ArgsType()
export class CapturesArgs {
  @Field(() => Int, { nullable: true, defaultValue: 100 })
  readonly first!: number;

  @Field(() => ID, { nullable: true })
  readonly id?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this source only.' })
  readonly source?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class CaptureArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class DeleteCaptureArgs extends CaptureArgs {
  @Field(() => String, { nullable: true })
  readonly reason?: string | null;
}
