/**
 * Positions for what could not be told apart by time of recording: the greatest one of each second, minute and hour of
 * traffic and of each resolved address. Rows of before have '': they count as recorded before everything; a rebuild
 * (`wireledger rebuild`) gives them theirs.
 */
export const asOfSchema = ['traffic_second', 'traffic_minute', 'traffic_hour', 'dns_resolved']
  .map((table) => `ALTER TABLE rm.${table} ADD COLUMN position text COLLATE "C" NOT NULL DEFAULT '';`)
  .join('\n');
