/** Numbers of `FLOW_RECORD_KINDS` and `FLOW_END_REASONS`, for the core as well; `record-kinds.spec.ts` keeps them the same. */
export const OPEN = 0;
export const UPDATE = 1;
export const END = 2;

export const FIN = 1;
export const RST = 2;
export const IDLE = 3;
export const EVICTED = 4;
export const CAPTURE_END = 5;
