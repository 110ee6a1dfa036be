/**
 * `host_mac` which hardware address spoke for an address: `arp` = it said so in requests and replies, `dhcp` = a server gave it the address.
 * `dhcp_client` what hardware says of itself when it asks for an address. Both are dictionaries: they keep first and last time, how often, and the
 * position of the first record, so that the past does not see what came later.
 */
export const neighbourSchema = `
CREATE TABLE rm.host_mac (
  sensor text NOT NULL,
  address inet NOT NULL,
  mac text COLLATE "C" NOT NULL,
  via text COLLATE "C" NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  count int8 NOT NULL,
  position text COLLATE "C" NOT NULL,
  PRIMARY KEY (address, mac, via, sensor)
) WITH (fillfactor = 80);
CREATE TABLE rm.dhcp_client (
  sensor text NOT NULL,
  mac text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  vendor text COLLATE "C" NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  count int8 NOT NULL,
  position text COLLATE "C" NOT NULL,
  PRIMARY KEY (mac, name, vendor, sensor)
) WITH (fillfactor = 80);`;
