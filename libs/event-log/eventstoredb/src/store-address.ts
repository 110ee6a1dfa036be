/** Where the event store is and who we are there. */
export interface StoreAddress {
  /** For the client library. Holds the password: never print it, print {@link name}. */
  readonly url: string;
  /** The same without user and password. */
  readonly name: string;
  readonly credentials: { readonly username: string; readonly password: string };
}

/** The address cannot be used; the message says what to change. */
export class InvalidStoreAddress extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidStoreAddress';
  }
}

const SHAPE =
  /^(?<scheme>esdb|kurrentdb)(?<discover>\+discover)?:\/\/(?:(?<user>[^:@/]+):(?<password>[^@/]+)@)?(?<rest>[^@]+)$/;

/** Patient enough for a node that restarts; elections are outlasted by our own tries, which begin anew each time. */
const DEFAULTS = { maxDiscoverAttempts: '10', discoveryInterval: '200', gossipTimeout: '3' };

/**
 * Reads `esdb://…`, `esdb+discover://…` or the same with `kurrentdb`. Without TLS the server asks for no password, and the
 * client sends none; it must be given one all the same, see `DbClientDriver`. @throws InvalidStoreAddress
 */
export function storeAddress(given: string): StoreAddress {
  const parts = SHAPE.exec(given.trim())?.groups;
  if (!parts?.rest)
    throw new InvalidStoreAddress('the event store address must look like esdb://user:password@host:2113?tls=true');
  const { discover = '', user, password, rest } = parts;
  const [hosts = '', query = ''] = rest.split('?', 2);
  const options = new Map(query.split('&').flatMap((pair) => (pair ? [pair.split('=', 2) as [string, string]] : [])));
  if (options.get('throwOnAppendFailure') === 'false')
    throw new InvalidStoreAddress(
      'throwOnAppendFailure=false is not supported: the client then answers wrong revisions',
    );
  const secure = options.get('tls') !== 'false';
  if (secure && (!user || !password))
    throw new InvalidStoreAddress(
      'the event store address needs a user: esdb://user:password@host:2113 (or ?tls=false)',
    );
  for (const [name, value] of Object.entries(DEFAULTS)) if (!options.has(name)) options.set(name, value);
  const completed = [...options].map(([name, value]) => `${name}=${value}`).join('&');
  const target = hosts.replace(/\/+$/, '');
  return {
    url: `esdb${discover}://${user && password ? `${user}:${password}@` : ''}${target}?${completed}`,
    name: `esdb${discover}://${target}`,
    credentials: {
      username: user ? decodeURIComponent(user) : 'none',
      password: password ? decodeURIComponent(password) : 'none',
    },
  };
}
