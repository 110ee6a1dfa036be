/** What one sensor may send in the long run, and at once. */
export interface SensorRule {
  readonly perSecond: number;
  readonly burst: number;
}

export interface SensorRules {
  /** Unpacked bytes. */
  readonly bytes: SensorRule;
  readonly events: SensorRule;
  /** What is kept for ever: streams that were not there before, and what happens to sources. */
  readonly lasting: SensorRule;
}

/** A busy sensor sends some ten events a second; one that catches up after a day, or reads a file as fast as it can, some hundred. */
export const SENSOR_RULES: SensorRules = {
  bytes: { perSecond: 8 * 1024 * 1024, burst: 128 * 1024 * 1024 },
  events: { perSecond: 400, burst: 20_000 },
  lasting: { perSecond: 1, burst: 120 },
};

/** What a request takes of the budget. */
export type SensorCost = { readonly [Name in keyof SensorRules]: number };

type Level = { -readonly [Name in keyof SensorRules]: number } & { at: number };

const MOST = 1000;
const NAMES = ['bytes', 'events', 'lasting'] as const;

/** What is over budget, and how long to wait. */
export interface OverBudget {
  readonly what: keyof SensorRules;
  readonly seconds: number;
}

/** Budgets of sensors, each in buckets of its own that fill again with time: one that sends too much waits, the others do not notice. */
export class SensorBudget {
  private readonly levels = new Map<string, Level>();

  /** @param clock ms, of a clock that nobody sets */
  constructor(
    private readonly rules: SensorRules = SENSOR_RULES,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Takes the cost of a request, all of it or nothing. Null when there was enough. */
  take(sensor: string, cost: SensorCost): OverBudget | null {
    const level = this.levelOf(sensor);
    for (const what of NAMES) {
      const { burst, perSecond } = this.rules[what];
      // What is greater than any budget passes when the bucket is full: it could never pass otherwise.
      const needed = Math.min(cost[what], burst);
      if (level[what] < needed) return { what, seconds: Math.max(1, Math.ceil((needed - level[what]) / perSecond)) };
    }
    for (const what of NAMES) level[what] -= cost[what];
    return null;
  }

  private levelOf(sensor: string): Level {
    const now = this.clock();
    const known = this.levels.get(sensor);
    const level: Level = { bytes: 0, events: 0, lasting: 0, at: now };
    for (const what of NAMES) {
      const { burst, perSecond } = this.rules[what];
      level[what] = known ? Math.min(burst, known[what] + ((now - known.at) / 1000) * perSecond) : burst;
    }
    this.levels.delete(sensor);
    this.levels.set(sensor, level);
    if (this.levels.size > MOST) this.levels.delete(this.levels.keys().next().value as string);
    return level;
  }
}
