import { dropsOf } from './socket-drops';

const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  393: 0100007F:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 37721 2 0000000000000000 1204
  394: 00000000:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 37722 2 0000000000000000 6
  395: 0100007F:18C7 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 37723 2 0000000000000000 9
`;

it('finds what the kernel dropped by the port', () => {
  expect(dropsOf(UDP, 2055)).toBe(1210);
  expect(dropsOf(UDP, 6343)).toBe(9);
  expect(dropsOf(UDP, 4739)).toBe(0);
  expect(dropsOf('', 2055)).toBe(0);
});
