import { absentCaptures, absentPeers } from './absent';
import { COMPARISONS } from './comparisons';
import { findPeers, PEERS, type PeerId } from './peers';

const without = (...missing: PeerId[]) => absentPeers(COMPARISONS, (peer) => !missing.includes(peer));

describe('what is not measured', () => {
  it('is told in one line a program, with its Debian package and the goals', () => {
    expect(without('argus', 'nfpcapd')).toEqual([
      'argus absent (Debian package argus-server): goals 2, 4, 8 not measured with it',
      'nfpcapd absent (Debian package nfdump): goals 3, 4, 8 not measured with it',
    ]);
  });

  it('is one line for what one package brings', () => {
    expect(without('tsharkFields', 'tsharkConversations')).toEqual([
      'tshark -T fields and tshark -z conv,tcp absent (Debian package tshark): goal 5 not measured with it',
    ]);
  });

  it('is nothing when all is there, and of everything a line when nothing is', () => {
    expect(without()).toEqual([]);
    const packages = new Set(Object.values(PEERS).map(({ debianPackage }) => debianPackage));
    expect(absentPeers(COMPARISONS, () => false)).toHaveLength(packages.size);
  });

  it('is what no capture was given for', () => {
    expect(absentCaptures(['mixed', 'flood'])).toEqual([
      'long: no capture given (--long FILE): goal 1 not measured on it',
      'dns: no capture given (--dns FILE): goal 3 not measured on it',
    ]);
  });
});

describe('a peer', () => {
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('is looked for, and is not there when its folder is not', () => {
    process.env['PATH'] = '/nowhere';
    expect(findPeers(['ndpiReader']).size).toBe(0);
  });
});
