/** Answer of one check: fine, or why not. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly reason?: string;
}

export type Check = () => Promise<void>;

const TIMEOUT_MS = 2000;

/** Named readiness checks of a process. A check passes when its promise resolves within 2 s. */
export class HealthChecks {
  private readonly checks = new Map<string, Check>();

  /** Adds or replaces a check. */
  add(name: string, check: Check): this {
    this.checks.set(name, check);
    return this;
  }

  /** Runs all checks side by side. Reasons are short and carry no address or credential: this is answered without sign-in. */
  async run(timeoutMs = TIMEOUT_MS): Promise<{ readonly ok: boolean; readonly checks: readonly CheckResult[] }> {
    const checks = await Promise.all([...this.checks].map(([name, check]) => runOne(name, check, timeoutMs)));
    return { ok: checks.every((check) => check.ok), checks };
  }
}

async function runOne(name: string, check: Check, timeoutMs: number): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    const answer = await Promise.race([check(), late]);
    return answer === 'late' ? { name, ok: false, reason: 'no answer in time' } : { name, ok: true };
  } catch {
    return { name, ok: false, reason: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
