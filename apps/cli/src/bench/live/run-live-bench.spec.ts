import { readFileSync } from 'node:fs';

import { sentOf } from './bench-cable';
import { CpuOf, statOf } from './cpu-of';
import { parseLiveArgs } from './live-args';
import { addsUp, type RateMet } from './measure-rate';
import { lineOf } from './run-live-bench';
import { wanting } from './wanting';

const met: RateMet = {
  ...{ asked: 300_000, offered: 299_998.4, sent: 1_500_000, arrived: 1_500_000, decoded: 1_400_000, dropped: 100_000 },
  ...{ recorded: 1_400_000, missing: 100_000, reasons: ['packets came faster than they could be read'] },
  ...{ tookS: 5, cpu: { sensor: 4.2, listener: 1, log: 0.5 } },
};

describe('bench live', () => {
  it('takes rates, seconds and what listens', () => {
    expect(parseLiveArgs(['--rates', '1000,2000', '--seconds', '3', '--with', 'pcap', '--json'])).toEqual({
      ...{ rates: [1000, 2000], seconds: 3, driver: 'pcap', json: true, inside: false },
    });
    expect(parseLiveArgs([])).toMatchObject({ seconds: 5, driver: 'tcpdump' });
    expect(parseLiveArgs(['--help'])).toBe('help');
  });

  it.each([
    [['--rates', '1000,']],
    [['--rates', '0']],
    [['--seconds', '601']],
    [['--with', 'dumpcap']],
    [['--rate', '1']],
  ])('%j is wrong usage', (argv) => expect(parseLiveArgs(argv)).toBeNull());

  it('says who may run it and what to install', () => {
    expect(wanting(1000, () => true)).toBe('network namespaces are made by root alone: run it as root');
    expect(wanting(0, (program) => !['tcpreplay', 'unshare', 'nsenter'].includes(program))).toBe(
      'tcpreplay, unshare, nsenter not found: apt-get install tcpreplay util-linux',
    );
    expect(wanting(0, () => true)).toBeNull();
  });

  it('takes what tcpreplay sent from its own words', () => {
    const told = 'Rated: 19841.3 Bps, 0.158 Mbps, 1234.50 pps\nStatistics:\n\tSuccessful packets:        450000\n';
    expect(sentOf(told)).toEqual({ packets: 450_000, perSecond: 1234.5 });
    expect(() => sentOf('Usage: tcpreplay')).toThrow('did not say what it sent');
  });

  it('says what is unaccounted for, in the counts of the sensor or in the log', () => {
    expect(addsUp(met)).toBe(true);
    expect(lineOf(met)).not.toContain('add up');
    for (const wrong of [{ arrived: 1_500_001 }, { recorded: 1_399_999 }, { missing: 0 }]) {
      expect(addsUp({ ...met, ...wrong })).toBe(false);
      expect(lineOf({ ...met, ...wrong })).toContain('does not add up');
    }
    expect(lineOf({ ...met, arrived: 1_500_007 })).toContain('7 packets are told of nowhere');
  });

  it('reads processor time from /proc, whatever a process is called', () => {
    const fields = `S 7 1 1 0 -1 4194560 1 0 0 0 250 50 30 20 ${'0 '.repeat(30)}`;
    expect(statOf(`12 (a) b (c) ${fields}`)).toEqual({ parent: 7, name: 'a) b (c', cpuS: 3, endedS: 0.5 });
    expect(statOf('12 nothing')).toBeNull();
    expect(statOf(readFileSync('/proc/self/stat', 'latin1'))?.parent).toBe(process.ppid);
    expect(new CpuOf().of(process.pid)).toBeGreaterThan(0);
  });
});
