/** What fields and arguments about the past mean, said once. */
export const AS_OF =
  'Answers as it was when the log ended at this position. Not together with `minPosition`: BAD_USER_INPUT.';
export const COARSE =
  'With `asOf`: true when something of the answer may have been recorded later, or was not kept; null without it.';
export const NEXT_EXACT = 'When `coarse`: the first later position for which the answer is exact.';
