/** How somebody proved himself beside his password; `provider`: the OpenID Connect provider did it. */
export type FactorMethod = 'totp' | 'recovery' | 'provider';

/** A user's authenticator. Times are ms since 1970 UTC throughout. */
export interface StoredFactor {
  readonly user: string;
  /** Sealed: the key is not in the database. */
  readonly secret: string;
  /** Newest step whose code was taken; no step is taken twice, and none before it. */
  readonly lastStep: number;
  readonly enrolledAt: number;
}

/** A recovery code that was not used yet. */
export interface StoredCode {
  readonly id: string;
  readonly user: string;
  /** A few bits that tell codes of a user apart. */
  readonly tag: string;
  /** argon2id, PHC string. */
  readonly hash: string;
}

/** A sign-in between password and code, or an enrolment between showing the secret and its first code. */
export interface Challenge {
  /** SHA-256 of its token, hex. */
  readonly hash: string;
  readonly user: string;
  readonly purpose: 'code' | 'enrol';
  /** Session that began it; null = nobody is signed in yet. */
  readonly session: string | null;
  /** Of the user when it began: what ends his sessions ends this too. */
  readonly sessionVersion: number;
  /** Sealed secret of an enrolment. */
  readonly secret: string | null;
  readonly expiresAt: number;
}

/** Leave of a session to do what a permission covers, given at that time for a reason. */
export interface StepUp {
  readonly session: string;
  readonly permission: string;
  readonly reason: string;
  readonly method: FactorMethod;
  readonly at: number;
}

/** Second factors: authenticators, recovery codes, half-done sign-ins, step-ups. */
export interface FactorStore {
  factorOf(user: string): Promise<StoredFactor | null>;
  /** Sets factor and codes together. False, and nothing changes, when there is one that is not to be replaced. */
  putFactor(factor: StoredFactor, codes: readonly StoredCode[], replace: boolean): Promise<boolean>;
  /** Takes factor and codes away. */
  removeFactor(user: string): Promise<void>;
  /** True for exactly one caller of a step, and never for one that is not newer than the last. */
  useStep(user: string, step: number): Promise<boolean>;
  /** Replaces all codes of a user. */
  putCodes(user: string, codes: readonly StoredCode[]): Promise<void>;
  codesByTag(user: string, tag: string): Promise<StoredCode[]>;
  /** Uses a code up: true for exactly one caller. */
  takeCode(id: string): Promise<boolean>;
  putChallenge(challenge: Challenge): Promise<void>;
  /** Counts a try and answers the challenge; null when there is none, it is over, or it had `most` tries. */
  tryChallenge(hash: string, now: number, most: number): Promise<Challenge | null>;
  /** Ends a challenge: true for exactly one caller. */
  endChallenge(hash: string): Promise<boolean>;
  /** The newest for a session and permission takes the place of the one before. */
  putStepUp(stepUp: StepUp): Promise<void>;
  stepUpOf(session: string, permission: string): Promise<StepUp | null>;
  /** Challenges that ended before. Answers how many went. */
  sweep(before: number): Promise<number>;
}
