export { evidenceRecord } from './evidence-record';
export { type RaisedAlert, type Replay, replayAlert, type ReplayOutcome } from './replay-alert';
export { type CaseRecords, malformedRecord, tryCase } from './rule-case';
