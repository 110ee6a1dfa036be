import { AlertEvidenceKept, AlertRaised, AlertRecurred } from '@wireledger/events';

const FOUND = new Set<string>([AlertRaised, AlertRecurred, AlertEvidenceKept].map(({ type }) => type));

/** Whether events of a type are facts, or what detectors found in them: processes write them, and nobody waits until read models have folded what he wrote. */
export const isJudgedOrFound = (type: string): boolean => type.startsWith('telemetry.') || FOUND.has(type);
