/**
 * Top-level domains that stand out by the share of abuse among their names: those that Spamhaus, Interisle and Cloudflare Radar listed again and again from
 * 2022 to 2025, those that were free of charge (tk, ml, ga, cf, gq), and those that are file endings as well (zip, mov).
 */
export const SUSPICIOUS_TLDS: readonly string[] = [
  ...['accountant', 'autos', 'bar', 'beauty', 'bid', 'boats', 'bond', 'buzz', 'cam', 'cf', 'cfd', 'click', 'country'],
  ...['cricket', 'cyou', 'date', 'download', 'faith', 'fit', 'fun', 'ga', 'gdn', 'gq', 'hair', 'homes', 'icu', 'kim'],
  ...['lat', 'link', 'loan', 'lol', 'makeup', 'men', 'ml', 'mom', 'monster', 'mov', 'party', 'pics', 'pw', 'quest'],
  ...['racing', 'rest', 'review', 'sbs', 'science', 'skin', 'stream', 'su', 'support', 'surf', 'tk', 'top'],
  ...['trade', 'win', 'work', 'xyz', 'yachts', 'zip'],
];
