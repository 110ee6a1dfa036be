/** What is kept of packets: nothing, their headers, or all of their bytes. */
export const STORAGE_MODES = ['off', 'headers', 'full'] as const;
export type StorageMode = (typeof STORAGE_MODES)[number];
