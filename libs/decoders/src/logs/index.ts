export {
  BAD_REASONS,
  type BadReason,
  loggedAtUs,
  type LogEntry,
  type LoggedAnswer,
  type LoggedAttempt,
  type LoggedCertificate,
  type LoggedEnds,
  type LoggedFlow,
  type LoggedHandshake,
  type LoggedKind,
  type LoggedLease,
  type LoggedLookup,
  type LoggedRequest,
} from './entry';
export { LineCutter, MAX_LINE, type TakeLine } from './line-cutter';
export { LOG_FORMATS, type LogFormat, logFormatOf } from './log-format';
export { addOther, type LogFigures, LogReader, noEntries, noLogFigures } from './log-reader';
export type { TextSurroundings } from './text/text-log';
export type { ZeekHead } from './zeek/zeek-tsv';
