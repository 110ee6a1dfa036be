import { setTimeout as sleep } from 'node:timers/promises';

import { canLinkHosts, LinkedHosts } from '@wireledger/capture/testing';

import type { FactsWriter } from '../facts-writer';
import { LiveRun } from './live-run';
import type { Gap } from './gap-keeper';

const SOURCE = '11111111-1111-4111-8111-111111111111';

if (!canLinkHosts())
  process.stdout.write(
    'not asked for: live capture (needs root, iproute2, util-linux and the Debian package tcpdump)\n',
  );
else {
  it('rests while the spool is full; what did not fit meanwhile is counted and told', async () => {
    const hosts = await LinkedHosts.make();
    try {
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      let offered: () => void = () => undefined;
      const firstOffer = new Promise<void>((resolve) => (offered = resolve));
      const writer = { full: true, offer: () => offered(), room: () => answered } as unknown as FactsWriter;
      const gaps: Gap[] = [];
      const whys: boolean[] = [];
      const settings = { sensor: 'live', interfaces: [LinkedHosts.IFACE], promiscuous: true, bpf: 'udp port 9999' };
      const spec = { ...settings, source: SOURCE, startedUs: Date.now() * 1000 };
      const run = new LiveRun(spec, writer, (gap, full) => (gaps.push(gap), whys.push(full)), hosts.driver);
      await run.open();
      const running = run.run();
      await hosts.send(1);
      await firstOffer;
      // More than the kernel's buffer (32 MiB), tcpdump's and the pipe hold together.
      await hosts.send(50_000, { bytes: 1400 });
      answer();
      const told = () => run.progress.packets + run.progress.dropped;
      for (const deadline = Date.now() + 60_000; told() < 50_001 && Date.now() < deadline;) await sleep(50);
      run.end('stopped by a person');
      expect(await running).toBe('stopped by a person');
      const { dropped } = run.progress;
      expect(dropped).toBeGreaterThan(0);
      expect(told()).toBe(50_001);
      expect(whys).toEqual(gaps.map(() => true));
      expect(gaps.reduce((sum, gap) => sum + gap.dropped, 0)).toBe(dropped);
    } finally {
      hosts.close();
    }
  }, 180_000);

  it('a writer that stopped ends it with the reason', async () => {
    const hosts = await LinkedHosts.make();
    try {
      const stopped = () => {
        throw new Error('somebody else wrote this stream');
      };
      const writer = { full: false, offer: stopped } as unknown as FactsWriter;
      const spec = { sensor: 'live', interfaces: [LinkedHosts.IFACE], promiscuous: true, source: SOURCE, startedUs: 0 };
      const run = new LiveRun(spec, writer, () => undefined, hosts.driver);
      await run.open();
      const running = run.run().catch((error: Error) => error.message);
      await hosts.send(1);
      expect(await running).toBe('somebody else wrote this stream');
    } finally {
      hosts.close();
    }
  }, 120_000);
}
