import { FACTOR_ROLES, ROLES, type Role, STEP_UP_MS } from '@wireledger/access';
import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf, JsonValue } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { readOrigins } from './origins';

/** Least and most of each number, what it is before anybody changed it, and what it counts. */
export interface SecurityBound {
  readonly least: number;
  readonly most: number;
  readonly first: number;
  readonly unit: string;
}

/**
 * Numbers of the security settings. Sessions live no longer than NIST SP 800-63B-4 lets its second level (an hour of silence, a day in all), and not so
 * short that an open page, which renews itself every few minutes, would lose its own. Waits are never off, and never so long that a stranger shuts somebody out.
 */
export const SECURITY_BOUNDS = {
  idleMinutes: { least: 10, most: 60, first: 30, unit: 'minutes' },
  adminIdleMinutes: { least: 10, most: 30, first: 15, unit: 'minutes' },
  absoluteHours: { least: 1, most: 24, first: 12, unit: 'hours' },
  passwordLength: { least: 12, most: 64, first: 12, unit: 'characters' },
  freeAttempts: { least: 2, most: 10, first: 4, unit: 'attempts' },
  longestWaitMinutes: { least: 5, most: 30, first: 15, unit: 'minutes' },
  stepUpSeconds: { least: 60, most: STEP_UP_MS / 1000, first: STEP_UP_MS / 1000, unit: 'seconds' },
} as const satisfies Readonly<Record<string, SecurityBound>>;

export type SecurityNumber = keyof typeof SECURITY_BOUNDS;
export const SECURITY_NUMBERS = Object.keys(SECURITY_BOUNDS) as SecurityNumber[];

/** How people get in and how long they stay. */
export interface SecurityValues extends Readonly<Record<SecurityNumber, number>> {
  /** Roles whose people need a second factor, in the order of the matrix; those of the matrix are always among them. */
  readonly factorRoles: readonly Role[];
  /** Origins of the console beside its own and that of PUBLIC_URL: `https://host[:port]`, in order. */
  readonly origins: readonly string[];
}

export interface SecuritySetting extends SecurityValues {
  /** Changes so far. */
  readonly version: number;
}

export interface SecurityCommand {
  readonly type: 'secure';
  /** Version on which the decision rests. */
  readonly seen: number;
  /** What is to be changed; the rest stays. */
  readonly values: Partial<SecurityValues>;
  /** Origin of the page that asks, null = none: it stays allowed. */
  readonly asking: string | null;
}

export const SECURITY_AREA = 'security';
export const SECURITY_STREAM = `setting-${SECURITY_AREA}`;

/** @throws DomainError BAD_USER_INPUT with the field, its bounds and the mend */
const wrong = (field: keyof SecurityValues, message: string, bounds: object = {}): DomainError =>
  new DomainError('BAD_USER_INPUT', message, { field, ...bounds });

const isWithin = (field: SecurityNumber, value: unknown): value is number => {
  const { least, most } = SECURITY_BOUNDS[field];
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
};

const inOrder = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role));

/** The security settings; stream `setting-security`, whose revisions are its versions. */
export const securityDecider: Decider<SecuritySetting, SecurityCommand, EventOf<typeof SettingChanged>> = {
  initial: {
    ...(Object.fromEntries(SECURITY_NUMBERS.map((field) => [field, SECURITY_BOUNDS[field].first])) as Record<
      SecurityNumber,
      number
    >),
    factorRoles: inOrder(FACTOR_ROLES),
    origins: [],
    version: 0,
  },
  decide: (state, { seen, values, asking }) => {
    if (seen !== state.version)
      throw new DomainError('SECURITY_CONFLICT', 'Somebody else has changed it meanwhile. Look at it, then decide.', {
        version: state.version,
        values: valuesOf(state),
      });
    const next = checked(state, values);
    if (asking !== null && state.origins.includes(asking) && !next.origins.includes(asking))
      throw wrong('origins', `You are here by ${asking}. Open the console by another address to take this one away.`);
    const [before, after] = [written(state), written(next)];
    const changed = Object.keys(after).filter((key) => before[key] !== after[key]);
    if (changed.length === 0) return [];
    const of = (side: Written) => Object.fromEntries(changed.map((key) => [key, side[key] as string | number]));
    return [SettingChanged.create({ area: SECURITY_AREA, before: of(before), after: of(after) })];
  },
  evolve: (state, { data: { after } }) => ({ ...state, ...read(after), version: state.version + 1 }),
};

/** The values alone, without their version. */
export function valuesOf({ version: _version, ...values }: SecuritySetting): SecurityValues {
  return values;
}

/** @throws DomainError BAD_USER_INPUT */
function checked(state: SecuritySetting, values: Partial<SecurityValues>): SecurityValues {
  for (const field of SECURITY_NUMBERS) {
    const value = values[field];
    if (value === undefined || isWithin(field, value)) continue;
    const { least, most, unit } = SECURITY_BOUNDS[field];
    throw wrong(field, `\`${field}\` is ${least} to ${most} whole ${unit}.`, { least, most });
  }
  const next = { ...valuesOf(state), ...values };
  if (next.adminIdleMinutes > next.idleMinutes)
    throw wrong(
      'adminIdleMinutes',
      `Administrators are not left signed in for longer than others: \`adminIdleMinutes\` is ${next.idleMinutes} at most.`,
      { most: next.idleMinutes },
    );
  const released = FACTOR_ROLES.filter((role) => !next.factorRoles.includes(role));
  if (released.length > 0)
    throw wrong(
      'factorRoles',
      `${released.join(', ')} always need a second factor. Leave them among \`factorRoles\`.`,
      { always: FACTOR_ROLES },
    );
  const origins = readOrigins(next.origins);
  if ('problem' in origins) throw wrong('origins', origins.problem);
  return { ...next, factorRoles: inOrder(next.factorRoles), origins: origins.origins };
}

type Written = Readonly<Record<string, string | number>>;

/** As an event says it: lists are texts, parted by blanks. */
const written = (values: SecurityValues): Written => ({
  ...Object.fromEntries(SECURITY_NUMBERS.map((field) => [field, values[field]])),
  factorRoles: values.factorRoles.join(' '),
  origins: values.origins.join(' '),
});

/** What an event says that can be; the rest of it is passed over, for a role is not let off by what cannot be read. */
function read(after: Readonly<Record<string, JsonValue>>): Partial<SecurityValues> {
  const numbers = SECURITY_NUMBERS.filter((field) => isWithin(field, after[field]));
  const { factorRoles, origins } = after;
  const known = typeof origins === 'string' ? readOrigins(origins.split(' ').filter((one) => one !== '')) : null;
  return {
    ...Object.fromEntries(numbers.map((field) => [field, after[field]])),
    ...(typeof factorRoles === 'string'
      ? { factorRoles: ROLES.filter((role) => FACTOR_ROLES.includes(role) || factorRoles.split(' ').includes(role)) }
      : {}),
    ...(known && 'origins' in known ? { origins: known.origins } : {}),
  };
}
