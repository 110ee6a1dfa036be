import { dhcpTypeOf, type DhcpMessage } from '../../dhcp';
import { bad, type LineFate, type LoggedLease, other } from '../entry';
import { addressOf, BROADCAST, DHCP_PORTS, isOfServer, MAX_NAME_TEXT, macOf, NOWHERE, secondsOf } from '../values';
import { textField, type ZeekRow } from './zeek-row';

/** Messages of a row that are taken; Zeek ends a row long before. */
const MAX_MESSAGES = 64;
const GIVING = new Set(['OFFER', 'ACK']);
const ASKING = new Set(['DISCOVER', 'REQUEST', 'DECLINE', 'INFORM']);

/**
 * A row of dhcp.log: a conversation of one client as its messages. The first has the time of the row, the last that of its end; of those between Zeek says no
 * other than the first.
 */
export function dhcpEntry(row: ZeekRow, us: number): LineFate {
  const names = (row.list('msg_types') ?? []).slice(0, MAX_MESSAGES).map((name) => name.toUpperCase());
  const mac = macOf(row.raw('mac'));
  if (names.length === 0) return other('dhcp');
  const [client, server] = [addressOf(row.raw('client_addr')), addressOf(row.raw('server_addr'))];
  if ((client ?? server ?? '').includes(':')) return bad('no address');
  const uids = row.list('uids') ?? [];
  const lease = secondsOf(row.raw('lease_time'));
  const listed = (name: string) => [addressOf(row.raw(name))].filter((address) => address !== null);
  const hostname = textField(row, 'host_name', MAX_NAME_TEXT) || textField(row, 'client_fqdn', MAX_NAME_TEXT);
  const endUs = us + (secondsOf(row.raw('duration')) ?? 0);
  const messages = names.flatMap((name, i): LoggedLease['messages'] => {
    const type = dhcpTypeOf(name);
    if (type === null) return [];
    const byServer = isOfServer(name);
    const message: DhcpMessage = {
      ...{
        version: 4,
        type,
        xid: 0,
        clientMac: mac,
        clientId: '',
        hostname: byServer ? '' : hostname,
        vendorClass: '',
      },
      requested: ASKING.has(name) ? listed('requested_addr') : [],
      given: GIVING.has(name) ? listed('assigned_addr') : [],
      serverId: byServer ? (server ?? '') : '',
      lease: GIVING.has(name) && lease !== null ? Math.floor(lease / 1e6) : -1,
      ...{ relay: '', wants: [], routers: [], resolvers: [] },
    };
    return [{ us: i === names.length - 1 ? endUs : us, byServer, message }];
  });
  if (messages.length === 0) return other('dhcp');
  return {
    // A conversation over several connections is of none of them.
    ...{ kind: 'dhcp', uid: uids.length === 1 ? (uids[0] ?? '').slice(0, 64) : '', us, messages },
    ends: { src: client ?? NOWHERE, dst: server ?? BROADCAST, ...DHCP_PORTS },
  };
}
