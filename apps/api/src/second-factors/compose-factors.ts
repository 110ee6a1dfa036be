import { StepUp } from '../access/step-up';
import { OwnFactor } from '../account/own-factor';
import type { PasswordCheck } from '../account/password-check';
import type { AccessJournal } from '../auth/access-journal';
import { Challenges } from '../auth/mfa/challenges';
import { FactorCheck } from '../auth/mfa/factor-check';
import { FactorEnrolment } from '../auth/mfa/factor-enrolment';
import type { FactorPolicy } from '../auth/mfa/factor-policy';
import { FactorProof } from '../auth/mfa/factor-proof';
import { SecretSeal } from '../auth/mfa/secret-seal';
import { SignInSteps } from '../auth/mfa/sign-in-steps';
import { StepUps } from '../auth/mfa/step-ups';
import { PasswordHasher } from '../auth/password-hasher';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import type { SecurityPolicy } from '../security/security-policy';
import type { ApiPorts } from '../services';
import { FactorReset } from './factor-reset';

/** argon2id of recovery codes: these are 80 random bits, so the least that is advised is enough. */
const CODE_COST = { memoryCost: 19 * 1024, timeCost: 2 };

interface SecondFactorParts {
  readonly directory: UserDirectory;
  readonly policy: FactorPolicy;
  readonly sessions: Sessions;
  readonly passwords: PasswordCheck;
  readonly journal: AccessJournal;
  readonly security: SecurityPolicy;
  readonly clock: () => number;
}

type Ports = Pick<ApiPorts, 'config' | 'store' | 'log' | 'codeHasher'>;

/** What second factors need, from the seal of their secrets to the steps of a sign-in. */
export function composeFactors({ config, store, log, codeHasher }: Ports, parts: SecondFactorParts) {
  const { directory, security, clock } = parts;
  const { factors } = store;
  const hasher = codeHasher ?? new PasswordHasher(CODE_COST);
  const deps = { store: factors, log, hasher, seal: SecretSeal.open(config.dataDir), security, clock };
  const challenges = new Challenges(factors, directory, clock);
  const check = new FactorCheck(deps);
  const enrolment = new FactorEnrolment(deps, challenges, directory);
  const steps = new SignInSteps({ ...parts, store: factors, challenges, check, enrolment });
  const proof = new FactorProof(check, parts.journal);
  const own = new OwnFactor({ ...parts, store, challenges, proof, enrolment });
  const reset = new FactorReset(directory, enrolment, parts.sessions);
  const stepUps = new StepUps({ ...parts, store: factors, proof });
  return { steps, own, all: [steps, own, reset, stepUps, new StepUp(factors, security, clock)] };
}
