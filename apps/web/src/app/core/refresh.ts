/** How often a range that ends now is read again. */
export const REFRESH_CHOICES = ['off', '5s', '15s', '1m', '5m', 'auto'] as const;
export type RefreshChoice = (typeof REFRESH_CHOICES)[number];

const STEPS_MS: Readonly<Record<Exclude<RefreshChoice, 'off' | 'auto'>, number>> = {
  '5s': 5_000,
  '15s': 15_000,
  '1m': 60_000,
  '5m': 300_000,
};

export const readRefresh = (text: string): RefreshChoice | undefined => REFRESH_CHOICES.find((one) => one === text);

/**
 * Milliseconds between two reads, undefined for never. Never shorter than what one pixel of the plot stands for: nothing
 * would move. `auto` takes the shortest step that is not.
 *
 * @param rangeMs width of the range
 * @param pixels width of the widest plot of the page
 */
export function refreshEvery(choice: RefreshChoice, rangeMs: number, pixels: number): number | undefined {
  if (choice === 'off') return undefined;
  const pixel = Math.ceil(rangeMs / Math.max(1, pixels));
  if (choice !== 'auto') return Math.max(STEPS_MS[choice], pixel);
  return Object.values(STEPS_MS).find((step) => step >= pixel) ?? pixel;
}
