const BYTES: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte);

/** The bytes, 0 to 255, that `begins` is true for: what a protocol's `begins` lists. */
export const firstBytes = (begins: (byte: number) => boolean): readonly number[] => BYTES.filter(begins);
