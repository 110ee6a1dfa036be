/** What a reader is told of values that are left out because fewer than five hosts have them; '' when there are none. */
export const suppressedNote = (suppressed: number | null | undefined): string =>
  !suppressed ? '' : `${suppressed} of fewer than five hosts not shown`;
