import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const ReportFormat = { PDF: 'PDF', CSV: 'CSV' } as const;
export type ReportFormat = keyof typeof ReportFormat;
registerEnumType(ReportFormat, { name: 'ReportFormat' });

export const ReportRhythm = { WEEKLY: 'WEEKLY', MONTHLY: 'MONTHLY', DAYS: 'DAYS' } as const;
export type ReportRhythm = keyof typeof ReportRhythm;
registerEnumType(ReportRhythm, {
  name: 'ReportRhythm',
  description: 'WEEKLY: on a day of the week. MONTHLY: on a day of the month. DAYS: every so many days.',
});

@ObjectType({ description: 'What a report can be about.' })
export class ReportTemplate {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String, { description: 'What it holds, in a sentence.' })
  readonly description!: string;

  @Field(() => Boolean, { description: 'It is about what people did: for administrators and auditors.' })
  readonly audit!: boolean;

  @Field(() => Int, { description: 'Longest range, in days.' })
  readonly mostDays!: number;
}

@ObjectType({
  description: 'What became of the message about a report to one recipient; the message has a link, never the file.',
})
export class ReportDelivery {
  @Field(() => String)
  readonly recipient!: string;

  @Field(() => String, { description: 'waiting, sent, failed' })
  readonly state!: string;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;

  @Field(() => Time, { nullable: true, description: 'When it was sent, or tried the last time.' })
  readonly at!: string | null;
}

@ObjectType({
  description:
    'A report that a worker makes: kept for 90 days, its file at `/api/reports/<id>/file`. One answers its hash, size and file as its reader may see it.',
})
export class Report {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID)
  readonly template!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;

  @Field(() => String, { description: 'IANA name of the time zone that its times are written in.' })
  readonly zone!: string;

  @Field(() => ReportFormat)
  readonly format!: ReportFormat;

  @Field(() => String, { description: 'waiting, running, done, failed' })
  readonly state!: string;

  @Field(() => Float, { description: 'Share of its parts that are made, 0 to 1.' })
  readonly progress!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  readonly error!: string | null;

  @Field(() => Float, { description: 'Of the file; 0 until it is done.' })
  readonly bytes!: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file, hex.' })
  readonly fileHash!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 of what it says, hex, without the time when it was made: the same question on the same history has the same hash.',
  })
  readonly contentHash!: string | null;

  @Field(() => Boolean, { description: 'Addresses and names in the file are masked for whoever asks.' })
  readonly masked!: boolean;

  @Field(() => Boolean, { description: 'Whoever may read reports, and sees what it is about, downloads it.' })
  readonly shared!: boolean;

  @Field(() => Boolean, { description: 'Whoever asks ordered it.' })
  readonly own!: boolean;

  @Field(() => String)
  readonly ownerName!: string;

  @Field(() => ID, { nullable: true, description: 'The schedule that ordered it.' })
  readonly schedule!: string | null;

  @Field(() => Boolean, { description: 'Somebody tries that schedule out: it is marked as a test.' })
  readonly trial!: boolean;

  @Field(() => String)
  readonly fileName!: string;

  @Field(() => Time)
  readonly createdAt!: string;

  @Field(() => Time, { nullable: true })
  readonly finishedAt!: string | null;

  @Field(() => Time, { description: 'When it is removed.' })
  readonly expiresAt!: string;

  @Field(() => [ReportDelivery], { description: 'Of scheduled reports, for whoever ordered it; else empty.' })
  readonly deliveries!: readonly ReportDelivery[];
}

@InputType()
export class GenerateReportInput {
  @Field(() => ID)
  readonly template!: string;

  @Field(() => String, { description: '1 to 100 characters, one line.' })
  readonly name!: string;

  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;

  @Field(() => String, { description: 'IANA name: Europe/Berlin.' })
  readonly zone!: string;

  @Field(() => ReportFormat)
  readonly format!: ReportFormat;
}

@ArgsType()
export class GenerateReportArgs {
  @Field(() => GenerateReportInput)
  readonly input!: GenerateReportInput;
}

@ArgsType()
export class ReportArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class ShareReportArgs extends ReportArgs {
  @Field(() => Boolean)
  readonly shared!: boolean;
}

@ObjectType({ description: 'Orders a report of the time since its turn before, once a turn.' })
export class ReportSchedule {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: 'Number of its changes: what a change rests on.' })
  readonly revision!: number;

  @Field(() => ID)
  readonly template!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => ReportFormat)
  readonly format!: ReportFormat;

  @Field(() => ReportRhythm)
  readonly rhythm!: ReportRhythm;

  @Field(() => Int, {
    description:
      'WEEKLY: 1 Monday to 7 Sunday. MONTHLY: 1 to 31, the last one of shorter months. DAYS: 1 to 90, so many days.',
  })
  readonly day!: number;

  @Field(() => String, { description: 'HH:MM of its zone.' })
  readonly at!: string;

  @Field(() => String)
  readonly zone!: string;

  @Field(() => [String], { description: 'Mail addresses that are sent a link.' })
  readonly recipients!: readonly string[];

  @Field(() => Boolean, { description: 'Its reports are shared.' })
  readonly shared!: boolean;

  @Field(() => Boolean)
  readonly paused!: boolean;

  @Field(() => Boolean)
  readonly own!: boolean;

  @Field(() => String)
  readonly ownerName!: string;

  @Field(() => [Time], { description: 'Its next five turns; none while it is paused.' })
  readonly next!: readonly string[];

  @Field(() => Time, {
    nullable: true,
    description: 'Its newest turn that has come; null before the first, and while it is paused.',
  })
  readonly lastAt!: string | null;

  @Field(() => Time)
  readonly changedAt!: string;
}

@InputType()
export class ReportScheduleInput {
  @Field(() => ID, { description: 'A UUID; a new one makes a new schedule.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Revision that the decision rests on, 0 for a new one.' })
  readonly seen!: number;

  @Field(() => ID, { description: 'Idempotency key, a UUID: the same one never acts twice.' })
  readonly key!: string;

  @Field(() => ID)
  readonly template!: string;

  @Field(() => String, { description: '1 to 100 characters, one line.' })
  readonly name!: string;

  @Field(() => ReportFormat)
  readonly format!: ReportFormat;

  @Field(() => ReportRhythm)
  readonly rhythm!: ReportRhythm;

  @Field(() => Int)
  readonly day!: number;

  @Field(() => String)
  readonly at!: string;

  @Field(() => String)
  readonly zone!: string;

  @Field(() => [String], { description: 'At most 20 mail addresses.' })
  readonly recipients!: readonly string[];

  @Field(() => Boolean)
  readonly shared!: boolean;
}

@ArgsType()
export class SaveReportScheduleArgs {
  @Field(() => ReportScheduleInput)
  readonly input!: ReportScheduleInput;
}

@ArgsType()
export class RemoveReportScheduleArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: 'Revision that the decision rests on.' })
  readonly seen!: number;

  @Field(() => ID, { description: 'Idempotency key, a UUID: the same one never acts twice.' })
  readonly key!: string;
}

@ArgsType()
export class PauseReportScheduleArgs extends RemoveReportScheduleArgs {
  @Field(() => Boolean, { description: 'False: it goes on.' })
  readonly paused!: boolean;
}

@ArgsType()
export class TestReportScheduleArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: 'Idempotency key, a UUID: the same one never acts twice.' })
  readonly key!: string;

  @Field(() => [String], { description: 'Those of its recipients that are told; at least one.' })
  readonly recipients!: readonly string[];
}

@ObjectType({ description: 'A figure as the file of the report writes it.' })
export class ReportFigure {
  @Field(() => String)
  readonly label!: string;

  @Field(() => String, { nullable: true, description: 'Null when it is not known, which is not nought.' })
  readonly value!: string | null;

  @Field(() => String, { nullable: true })
  readonly note!: string | null;
}

@ObjectType()
export class ReportColumn {
  @Field(() => String)
  readonly label!: string;

  @Field(() => Boolean, { description: 'Its cells are numbers.' })
  readonly numeric!: boolean;
}

@ObjectType()
export class ReportRow {
  @Field(() => [String])
  readonly cells!: readonly string[];
}

@ObjectType({ description: 'Rows of cells as the file of the report writes them, one for each column.' })
export class ReportTable {
  @Field(() => [ReportColumn])
  readonly columns!: readonly ReportColumn[];

  @Field(() => [ReportRow])
  readonly rows!: readonly ReportRow[];

  @Field(() => Int, { description: 'Rows that there are besides.' })
  readonly leftOut!: number;
}

@ObjectType({ description: 'A course over time.' })
export class ReportSeries {
  @Field(() => String)
  readonly label!: string;

  @Field(() => [Float])
  readonly values!: readonly number[];

  @Field(() => String, { description: 'Its greatest value, as the file writes it.' })
  readonly most!: string;
}

@ObjectType({ description: 'A block of a report: one of its fields is not null.' })
export class ReportBlock {
  @Field(() => String, { nullable: true })
  readonly text!: string | null;

  @Field(() => [ReportFigure], { nullable: true })
  readonly figures!: readonly ReportFigure[] | null;

  @Field(() => ReportTable, { nullable: true })
  readonly table!: ReportTable | null;

  @Field(() => ReportSeries, { nullable: true })
  readonly series!: ReportSeries | null;
}

@ObjectType()
export class ReportSection {
  @Field(() => String)
  readonly heading!: string;

  @Field(() => [ReportBlock])
  readonly blocks!: readonly ReportBlock[];
}

@ObjectType({
  description: 'The beginning of a report with the figures that it would have now, as its reader may see it.',
})
export class ReportPreview {
  @Field(() => String)
  readonly title!: string;

  @Field(() => [ReportSection])
  readonly sections!: readonly ReportSection[];

  @Field(() => Int, { description: 'Sections that follow in the report.' })
  readonly sectionsLeft!: number;

  @Field(() => Boolean, { description: 'Addresses and names in it are masked for whoever asks.' })
  readonly masked!: boolean;
}
