import { dhcpTypeOf } from '../../dhcp';
import { type LineFate, other } from '../entry';
import { addressOf, MAX_NAME_TEXT, macOf } from '../values';
import type { EveBeginning } from './eve-events';
import { eveText, type Json, objectAt, stringAt, wholeAt } from './eve-values';

const MAX_ADDRESSES = 8;
const MAX_ID = 130;
const ZERO = '0.0.0.0';

/** An event `dhcp`: one message. What it is without a type of DHCP is counted. */
export function eveDhcp(event: Json, { us, uid, ends }: EveBeginning): LineFate {
  const dhcp = objectAt(event, 'dhcp');
  const type = dhcpTypeOf(stringAt(dhcp, 'dhcp_type'));
  if (type === null) return other('dhcp');
  const byServer = stringAt(dhcp, 'type') === 'reply';
  const { src, srcPort, dst, dstPort, proto } = ends;
  const address = (name: string) => {
    const told = addressOf(stringAt(dhcp, name));
    return told === null || told === ZERO ? [] : [told];
  };
  const addresses = (name: string) => {
    const list = Object.hasOwn(dhcp, name) ? dhcp[name] : undefined;
    if (!Array.isArray(list)) return [];
    const told = list.slice(0, MAX_ADDRESSES).map((one) => (typeof one === 'string' ? addressOf(one) : null));
    return told.filter((one) => one !== null);
  };
  const requested = [...new Set([...address('requested_ip'), ...address('client_ip')])];
  const id = stringAt(dhcp, 'client_id').replaceAll(':', '').toLowerCase();
  return {
    ...{ kind: 'dhcp', uid, us },
    ends: byServer ? { src: dst, srcPort: dstPort, dst: src, dstPort: srcPort, proto } : ends,
    messages: [
      {
        ...{ us, byServer },
        message: {
          ...{
            version: 4,
            type,
            xid: wholeAt(dhcp, 'id', 2 ** 32 - 1) ?? 0,
            clientMac: macOf(stringAt(dhcp, 'client_mac')),
          },
          clientId: /^[0-9a-f]+$/.test(id) ? id.slice(0, MAX_ID * 2) : '',
          hostname: eveText(stringAt(dhcp, 'hostname'), MAX_NAME_TEXT),
          vendorClass: eveText(stringAt(dhcp, 'vendor_class_identifier'), MAX_NAME_TEXT),
          requested: byServer ? [] : requested,
          given: byServer ? address('assigned_ip') : [],
          serverId: byServer ? (ends.src === ZERO ? '' : ends.src) : '',
          relay: address('relay_ip')[0] ?? '',
          lease: wholeAt(dhcp, 'lease_time', 2 ** 32 - 1) ?? -1,
          ...{ wants: [], routers: addresses('routers'), resolvers: addresses('dns_servers') },
        },
      },
    ],
  };
}
