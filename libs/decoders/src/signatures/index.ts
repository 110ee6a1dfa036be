export {
  looksLikeDnsOverTcp,
  looksLikeDnsQuery,
  looksLikeIke,
  looksLikeMysql,
  looksLikePostgres,
  looksLikeRedis,
  looksLikeSsdp,
  looksLikeSyslog,
} from './signatures';
