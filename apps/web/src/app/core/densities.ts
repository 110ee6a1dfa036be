/** Heights of a row in tables, px. */
export const DENSITIES = [28, 34, 40] as const;
export type Density = (typeof DENSITIES)[number];

export const DENSITY_NAMES: Readonly<Record<Density, string>> = { 28: 'Compact', 34: 'Normal', 40: 'Roomy' };

/** The height that a text names; undefined when there is none of that name. */
export const readDensity = (text: string | null): Density | undefined => DENSITIES.find((one) => String(one) === text);
