import { canLinkHosts, LinkedHosts } from '../testing/linked-hosts';
import type { LiveDriver } from './live-driver';
import { LiveInterface, tcpdumpDriver } from './live-interface';
import { builtPcapAddon } from './pcap-addon';
import { pcapDriver } from './pcap-driver';

/** Ways to listen that are there: where each is listened in, and how it is made. */
const WAYS: readonly (readonly [LiveDriver['name'], 'apart' | 'own', (hosts: LinkedHosts) => LiveDriver])[] = [
  ['tcpdump', 'apart', (hosts) => hosts.driver],
  ...(builtPcapAddon() === null ? [] : [['pcap', 'own', () => pcapDriver()] as const]),
];
if (WAYS.length < 2) process.stdout.write('not asked for: live capture through pcap (npm run pcap-addon builds it)\n');

async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('did not happen within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

if (!canLinkHosts())
  process.stdout.write(
    'not asked for: live capture (needs root, iproute2, util-linux and the Debian package tcpdump)\n',
  );
else {
  describe.each(WAYS)('an interface that is listened to through %s', (_name, where, driverFor) => {
    let hosts: LinkedHosts;
    let driver: LiveDriver;
    beforeAll(async () => {
      hosts = await LinkedHosts.make(where);
      driver = driverFor(hosts);
    }, 60_000);
    afterAll(() => hosts.close());

    const listen = (options: { bpf?: string; snaplen?: number } = {}) => {
      const seen: { captured: number; original: number; iface: number; timeUs: number }[] = [];
      const live = driver.listen(
        { iface: hosts.iface, ...options },
        3,
        (_buffer, _offset, captured, original, timeUs, _linktype, ordinal) =>
          seen.push({ captured, original, iface: ordinal, timeUs }),
      );
      return { live, seen };
    };

    it('hands out every packet that the filter lets through, cut where it was asked for', async () => {
      const { live, seen } = listen({ bpf: 'udp port 9999', snaplen: 96 });
      await live.listening;
      live.resume();
      await hosts.send(5000, { bytes: 200 });
      await hosts.send(50, { port: 9998 });
      await until(() => seen.length >= 5000);
      expect(await live.end()).toEqual({ fault: null, dropped: 0 });
      expect(seen).toHaveLength(5000);
      expect(new Set(seen.map(({ captured, original, iface: of }) => `${captured}/${original}@${of}`))).toEqual(
        new Set([`96/${200 + 8 + 20 + 14}@3`]),
      );
      expect(seen.every(({ timeUs }, i) => i === 0 || timeUs >= (seen[i - 1]?.timeUs ?? 0))).toBe(true);
    }, 120_000);

    it('brings a single packet of a quiet line although nothing follows it', async () => {
      const { live, seen } = listen({ bpf: 'udp port 9999' });
      await live.listening;
      live.resume();
      await hosts.send(1);
      await until(() => seen.length === 1);
      await live.end();
    }, 120_000);

    it('counts what the kernel threw away while nobody read: sent = handed out + dropped', async () => {
      const { live, seen } = listen({ bpf: 'udp port 9999' });
      await live.listening;
      // More than the kernel's buffer (32 MiB), tcpdump's and the pipe hold together.
      await hosts.send(50_000, { bytes: 1400 });
      live.resume();
      const { fault, dropped } = await live.end();
      expect(fault).toBeNull();
      expect(dropped).toBeGreaterThan(0);
      expect(seen.length + dropped).toBe(50_000);
    }, 180_000);

    it('that goes away ends with its name and what to look at', async () => {
      const { live } = listen();
      await live.listening;
      live.resume();
      hosts.unlink();
      const { fault } = await live.ended;
      expect(fault).toMatch(/^wl[-\w]+: .*(disappeared|went down|not up|Network is down).* ip link/);
      expect(fault).toContain(`${hosts.iface}: `);
      hosts.link();
    }, 120_000);

    it('that does not exist is told at once', async () => {
      const none = driver.listen({ iface: 'wl-none' }, 0, () => undefined);
      await expect(none.listening).rejects.toThrow(/^wl-none: (wl-none: )?No such device exists.*ip link/);
      expect((await none.ended).fault).toContain('wl-none');
    }, 60_000);
  });

  describe('tcpdump', () => {
    const iface = LinkedHosts.IFACE;
    let hosts: LinkedHosts;
    beforeAll(async () => {
      hosts = await LinkedHosts.make();
    }, 60_000);
    afterAll(() => hosts.close());

    it('that is not there is told at once', async () => {
      const nothing = new LiveInterface({ iface }, 0, () => undefined, { program: 'tcpdump-is-not-here', through: [] });
      await expect(nothing.listening).rejects.toThrow(
        'wl-a: live capture needs tcpdump: install the Debian package tcpdump',
      );
      expect((await nothing.ended).fault).toContain('tcpdump');
    }, 60_000);

    it('may not be listened to without the capability: cause and mend', async () => {
      const { program, through } = hosts.launcher;
      const stripped = {
        program,
        through: [...through, 'setpriv', '--reuid=nobody', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'],
      };
      const refused = new LiveInterface({ iface }, 0, () => undefined, stripped);
      await expect(refused.listening).rejects.toThrow(/permission.*setcap cap_net_raw/is);
    }, 60_000);
  });

  const compilers = [tcpdumpDriver(), ...(builtPcapAddon() === null ? [] : [pcapDriver()])];
  describe.each(compilers.map((driver) => [driver.name, driver] as const))(
    'a filter expression and %s',
    (_, driver) => {
      it.each(['port 53', 'tcp and not (host 10.0.0.1 or net 192.168.0.0/16)', 'ip6 and udp'])(
        '%s compiles',
        async (bpf) => expect(await driver.bpfProblem(bpf)).toBeNull(),
      );

      it.each([
        ['prot 53', /syntax error/],
        ['host no-such-host.invalid', /unknown host|no-such-host/],
        ['-w /tmp/wireledger-owned', /syntax error/],
        ['$(touch /tmp/wireledger-owned)', /syntax error|illegal/],
        [`port 53 ${'or port 53 '.repeat(200)}`, /2000 are allowed/],
        ['port 53\nor port 54', /control characters/],
      ])('%.40s is refused in the words of the compiler', async (bpf, words) =>
        expect(await driver.bpfProblem(bpf)).toMatch(words),
      );
    },
  );
}
