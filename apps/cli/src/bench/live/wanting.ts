import { findProgram } from '../find-program';

/** Programs that the bench cannot do without, and their Debian packages. */
const PROGRAMS = {
  tcpdump: 'tcpdump',
  tcpreplay: 'tcpreplay',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
} as const;

/** Why live capture cannot be measured here, with the mend; null when it can. */
export function wanting(
  uid = process.getuid?.(),
  isThere: (program: string) => boolean = (program) => findProgram(program) !== null,
): string | null {
  const missing = Object.entries(PROGRAMS).filter(([program]) => !isThere(program));
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))];
  if (packages.length > 0)
    return `${missing.map(([program]) => program).join(', ')} not found: apt-get install ${packages.join(' ')}`;
  return uid === 0 ? null : 'network namespaces are made by root alone: run it as root';
}
