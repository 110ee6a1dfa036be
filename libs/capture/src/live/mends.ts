/** Known complaints of tcpdump and libpcap, and what to do about them. */
const MENDS: readonly (readonly [RegExp, string])[] = [
  [
    /permission|Operation not permitted/i,
    'Run the sensor as root, or once: setcap cap_net_raw+ep "$(command -v tcpdump)"',
  ],
  [/That device is not up|Network is down/i, 'Switch it on: ip link set dev NAME up'],
  [/No such device|disappeared|went down/i, 'Look whether it is still there: ip link'],
];

/** A complaint of libpcap, shortened, with its mend where that is known. */
export function mended(complaint: string): string {
  const text = complaint.slice(0, 300);
  const mend = MENDS.find(([pattern]) => pattern.test(complaint))?.[1];
  return mend ? `${text}. ${mend}` : text;
}
