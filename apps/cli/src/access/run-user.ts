import { askHost, type Out, withExitCode, WrongUsage } from './host-door';

export const USER_USAGE = `usage: wireledger user bootstrap
       wireledger user erase <id> --reason <text>
       wireledger user erase-address <e-mail address> --reason <text>

bootstrap  prints a link on standard output with which one administrator can be created: one use, within 30 minutes.
erase      forgets a person for ever: account, sessions and tokens go, and the keys of everything in the history that was
           his are destroyed. The id is that of the page of users. The reason stays on the audit trail: leave the name out.
erase-address
           forgets an e-mail address of channels and rotas that belongs to no user: nothing is sent there any more, and the
           history reads a label in its place. The reason stays on the audit trail: leave the address out.`;

/** `wireledger user bootstrap`: a new one-time link alone on stdout; `user erase` and `erase-address`: what is read from now on. Exit codes 0, 1, 2. */
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
    if (argv[0] === 'erase-address') {
      await eraseAddress(argv.slice(1), out);
      return;
    }
    if (argv.length !== 1 || argv[0] !== 'bootstrap')
      throw new WrongUsage(argv[0] ? `there is no \`user ${argv.join(' ')}\`` : 'what to do with users is missing');
    const { url, expiresAt } = await askHost<{ url: string; expiresAt: string }>('/api/control/bootstrap-link', {});
    out.stderr.write(`Create an administrator with this link, once, until ${expiresAt}:\n`);
    out.stdout.write(`${url}\n`);
  });
}

function whomAndWhy([whom, flag, reason, ...rest]: readonly string[], missing: string) {
  if (!whom || whom.startsWith('-')) throw new WrongUsage(missing);
  if (flag !== '--reason' || !reason?.trim() || rest.length > 0)
    throw new WrongUsage('why is missing: give --reason and one text');
  return { whom, reason };
}

async function erase(argv: readonly string[], out: Out): Promise<void> {
  const { whom: id, reason } = whomAndWhy(argv, 'whom to erase is missing: give the id of a user');
  const { name } = await askHost<{ id: string; name: string }>('/api/control/erase', { id, reason });
  out.stdout.write(`${name}\n`);
}

async function eraseAddress(argv: readonly string[], out: Out): Promise<void> {
  const { whom: address, reason } = whomAndWhy(argv, 'what to erase is missing: give an e-mail address');
  if (reason.toLowerCase().includes(address.toLowerCase()))
    throw new WrongUsage('the reason has the address in it and would outlive it: leave it out');
  const { label } = await askHost<{ label: string }>('/api/control/erase-address', { address, reason });
  out.stdout.write(`${label}\n`);
}
