import { askHost, type Out, withExitCode, WrongUsage } from './host-door';

export const USER_USAGE = `usage: wireledger user bootstrap

Prints a link on standard output with which one administrator can be created: one use, within 30 minutes.`;

/** `wireledger user bootstrap`: a new one-time link alone on stdout. Exit codes 0, 1, 2. */
export function runUser(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(USER_USAGE, out, async () => {
    if (argv.includes('--help')) {
      out.stderr.write(`${USER_USAGE}\n`);
      return;
    }
    if (argv.length !== 1 || argv[0] !== 'bootstrap')
      throw new WrongUsage(argv[0] ? `there is no \`user ${argv.join(' ')}\`` : 'what to do with users is missing');
    const { url, expiresAt } = await askHost<{ url: string; expiresAt: string }>('/api/control/bootstrap-link', {});
    out.stderr.write(`Create an administrator with this link, once, until ${expiresAt}:\n`);
    out.stdout.write(`${url}\n`);
  });
}
