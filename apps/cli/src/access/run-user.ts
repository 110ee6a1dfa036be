import { askHost, type Out, withExitCode, WrongUsage } from './host-door';

export const USER_USAGE = `usage: wireledger user bootstrap
       wireledger user erase <id> --reason <text>

bootstrap  prints a link on standard output with which one administrator can be created: one use, within 30 minutes.
erase      forgets a person for ever: account, sessions and tokens go, and the keys of everything in the history that was
           his are destroyed. The id is that of the page of users. The reason stays on the audit trail: leave the name out.`;

/** `wireledger user bootstrap`: a new one-time link alone on stdout; `user erase`: what the person reads as from now on. Exit codes 0, 1, 2. */
export function runUser(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(USER_USAGE, out, async () => {
    if (argv.includes('--help')) {
      out.stderr.write(`${USER_USAGE}\n`);
      return;
    }
    if (argv[0] === 'erase') {
      await erase(argv.slice(1), out);
      return;
    }
    if (argv.length !== 1 || argv[0] !== 'bootstrap')
      throw new WrongUsage(argv[0] ? `there is no \`user ${argv.join(' ')}\`` : 'what to do with users is missing');
    const { url, expiresAt } = await askHost<{ url: string; expiresAt: string }>('/api/control/bootstrap-link', {});
    out.stderr.write(`Create an administrator with this link, once, until ${expiresAt}:\n`);
    out.stdout.write(`${url}\n`);
  });
}

async function erase(argv: readonly string[], out: Out): Promise<void> {
  const [id, flag, reason, ...rest] = argv;
  if (!id || id.startsWith('-')) throw new WrongUsage('whom to erase is missing: give the id of a user');
  if (flag !== '--reason' || !reason?.trim() || rest.length > 0)
    throw new WrongUsage('why is missing: give --reason and one text');
  const { name } = await askHost<{ id: string; name: string }>('/api/control/erase', { id, reason });
  out.stdout.write(`${name}\n`);
}
