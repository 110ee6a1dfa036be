export { MAX_REFS as MAX_NAMED } from '../state/buckets';
export { evidenceBatches, evidenceRecord } from './evidence-record';
export { type RaisedAlert, recalledFor, type Replay, replayAlert, type ReplayOutcome } from './replay-alert';
export { type CaseRecords, malformedRecord, tryCase } from './rule-case';
