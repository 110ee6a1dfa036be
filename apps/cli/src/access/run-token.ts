import { parseArgs } from 'node:util';
import { MAX_TOKEN_DAYS, parseGrant, type TokenGrant } from '@wireledger/domain';
import type { Scope } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import { askHost, type Out, withExitCode, WrongUsage } from './host-door';

export const TOKEN_USAGE = `usage: wireledger token create --role ROLE | --kind KIND [--days N] [--clear]
       [--ip PREFIX…] [--port PORT…] [--proto PROTOCOL…] [--sensor NAME…]

  --role  admin, operator, analyst, auditor or viewer: the token speaks as a person of that role
  --kind  tool-read, tool-write, export or sensor: the token speaks as a service
  --days  1 to ${MAX_TOKEN_DAYS}, default 90
  --clear a tool-read token sees addresses and names masked without it
  --ip, --port, --proto, --sensor (each may be repeated)
          the token sees only traffic that meets all of them, whatever it asks

Prints the token alone on standard output. It is shown once; keep it like a password.`;

const OPTIONS = {
  role: { type: 'string' },
  kind: { type: 'string' },
  days: { type: 'string' },
  clear: { type: 'boolean' },
  ip: { type: 'string', multiple: true },
  port: { type: 'string', multiple: true },
  proto: { type: 'string', multiple: true },
  sensor: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

interface TokenRequest {
  readonly role?: string;
  readonly kind?: string;
  readonly days?: number;
  readonly clear?: boolean;
  readonly scope?: Scope;
}

/** @throws WrongUsage; answers null when help was asked for */
function parseToken(argv: readonly string[]): TokenRequest | null {
  const { values, positionals } = parsed(argv);
  if (values.help) return null;
  if (positionals.length !== 1 || positionals[0] !== 'create')
    throw new WrongUsage(
      positionals[0] ? `there is no \`token ${positionals.join(' ')}\`` : 'what to do with a token is missing',
    );
  const { role, kind, days, clear, ip, port, proto, sensor } = values;
  let grant: TokenGrant;
  try {
    grant = parseGrant({ role, kind, clear, scope: { ip, port: port?.map(Number), proto, sensor } });
  } catch (error) {
    throw error instanceof DomainError ? new WrongUsage(error.message) : error;
  }
  if (days !== undefined && !(/^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= MAX_TOKEN_DAYS))
    throw new WrongUsage(`--days is ${JSON.stringify(days)}; it must be a whole number from 1 to ${MAX_TOKEN_DAYS}`);
  return {
    ...(role ? { role } : {}),
    ...(kind ? { kind } : {}),
    ...(days ? { days: Number(days) } : {}),
    ...(clear ? { clear } : {}),
    ...(grant.scope ? { scope: grant.scope } : {}),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

/** `wireledger token create`: the token alone on stdout, everything else on stderr. Exit codes 0, 1, 2. */
export function runToken(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(TOKEN_USAGE, out, async () => {
    const request = parseToken(argv);
    if (!request) {
      out.stderr.write(`${TOKEN_USAGE}\n`);
      return;
    }
    const { token } = await askHost<{ token: string }>('/api/control/tokens', request);
    const { role, kind, days = 90 } = request;
    out.stderr.write(
      `A token for ${role ? `the role ${role.toLowerCase()}` : `${kind}`}, good for ${days} days. It is shown once:\n`,
    );
    out.stdout.write(`${token}\n`);
  });
}
