export { simulate, endless, type Simulation, type SimulationOptions } from './simulate';
export type { Frame } from './frame';
export * from './answers/answer-file';
export { ATTACK_KINDS, type AttackKind } from './answers/attack-truth';
export { MOST_INTENSITY, type AttackPlan } from './attacks/attack';
export { spreadAttacks } from './attacks/plans';
export type { LoadOptions } from './loads/load-options';
export { synLoad } from './loads/syn-load';
export { lookupLoad } from './loads/lookup-load';
