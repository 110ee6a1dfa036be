/** What runs behind an HTTP server. */
export type TechnologyKind = 'server' | 'proxy' | 'cdn' | 'language' | 'framework' | 'cms' | 'shop' | 'application';

/**
 * A technology and what gives it away: words of fields (lower case, the beginning of one is enough; '' = that the field is there), and beginnings of the
 * names of cookies that it sets (lower case). `implies`: what it is made in.
 */
export interface Technology {
  readonly name: string;
  readonly kind: TechnologyKind;
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly cookies?: readonly string[];
  readonly implies?: readonly string[];
}

/**
 * Facts that the makers of these document, or that their programs send: names of products in Server (RFC 9110 §10.2.4) and X-Powered-By, fields and
 * cookies of their own. Adding one: its line here.
 */
export const TECHNOLOGIES: readonly Technology[] = [
  { name: 'nginx', kind: 'server', fields: { server: ['nginx'] } },
  { name: 'OpenResty', kind: 'server', fields: { server: ['openresty'] }, implies: ['nginx'] },
  { name: 'Apache HTTP Server', kind: 'server', fields: { server: ['apache/', 'apache '] } },
  { name: 'Apache Tomcat', kind: 'server', fields: { server: ['apache-coyote'] }, implies: ['Java'] },
  { name: 'Microsoft IIS', kind: 'server', fields: { server: ['microsoft-iis'] } },
  { name: 'Microsoft HTTP API', kind: 'server', fields: { server: ['microsoft-httpapi'] } },
  { name: 'Kestrel', kind: 'server', fields: { server: ['kestrel'] }, implies: ['ASP.NET'] },
  { name: 'lighttpd', kind: 'server', fields: { server: ['lighttpd'] } },
  { name: 'LiteSpeed', kind: 'server', fields: { server: ['litespeed'], 'x-litespeed-cache': [''] } },
  { name: 'Caddy', kind: 'server', fields: { server: ['caddy'] } },
  { name: 'Jetty', kind: 'server', fields: { server: ['jetty'] }, implies: ['Java'] },
  { name: 'gunicorn', kind: 'server', fields: { server: ['gunicorn'] }, implies: ['Python'] },
  { name: 'Uvicorn', kind: 'server', fields: { server: ['uvicorn'] }, implies: ['Python'] },
  { name: 'Werkzeug', kind: 'server', fields: { server: ['werkzeug'] }, implies: ['Python'] },
  { name: 'Python http.server', kind: 'server', fields: { server: ['simplehttp'] }, implies: ['Python'] },
  { name: 'aiohttp', kind: 'server', fields: { server: ['aiohttp'] }, implies: ['Python'] },
  { name: 'WEBrick', kind: 'server', fields: { server: ['webrick'] }, implies: ['Ruby'] },
  { name: 'Puma', kind: 'server', fields: { server: ['puma'] }, implies: ['Ruby'] },
  { name: 'Cowboy', kind: 'server', fields: { server: ['cowboy'] }, implies: ['Erlang'] },
  { name: 'GoAhead', kind: 'server', fields: { server: ['goahead'] } },
  { name: 'Boa', kind: 'server', fields: { server: ['boa/'] } },
  { name: 'thttpd', kind: 'server', fields: { server: ['thttpd'] } },
  { name: 'mini_httpd', kind: 'server', fields: { server: ['mini_httpd'] } },
  { name: 'gws', kind: 'server', fields: { server: ['gws'] } },
  { name: 'Envoy', kind: 'proxy', fields: { server: ['envoy', 'istio-envoy'], 'x-envoy-upstream-service-time': [''] } },
  { name: 'Squid', kind: 'proxy', fields: { server: ['squid'], 'x-squid-error': [''] } },
  { name: 'Varnish', kind: 'proxy', fields: { server: ['varnish'], 'x-varnish': [''] } },
  { name: 'Apache Traffic Server', kind: 'proxy', fields: { server: ['ats/', 'apachetrafficserver'] } },
  { name: 'F5 BIG-IP', kind: 'proxy', fields: { server: ['bigip', 'big-ip'] }, cookies: ['bigipserver'] },
  { name: 'Citrix NetScaler', kind: 'proxy', cookies: ['nsc_'] },
  { name: 'AWS load balancer', kind: 'proxy', fields: { server: ['awselb'] }, cookies: ['awsalb', 'awselb'] },
  {
    name: 'Cloudflare',
    kind: 'cdn',
    fields: { server: ['cloudflare'], 'cf-ray': [''] },
    cookies: ['__cf_bm', '__cfduid', 'cf_clearance'],
  },
  { name: 'Amazon CloudFront', kind: 'cdn', fields: { server: ['cloudfront'], 'x-amz-cf-id': [''] } },
  {
    name: 'Akamai',
    kind: 'cdn',
    fields: { server: ['akamaighost', 'akamainetstorage'] },
    cookies: ['ak_bmsc', 'akaalb_'],
  },
  { name: 'Fastly', kind: 'cdn', fields: { 'x-fastly-request-id': [''] } },
  { name: 'Imperva', kind: 'cdn', cookies: ['incap_ses_', 'visid_incap_'] },
  { name: 'Amazon S3', kind: 'application', fields: { server: ['amazons3'] } },
  { name: 'PHP', kind: 'language', fields: { server: ['php/'], 'x-powered-by': ['php'] }, cookies: ['phpsessid'] },
  { name: 'Java', kind: 'language', fields: { 'x-powered-by': ['servlet', 'jsp'] }, cookies: ['jsessionid'] },
  { name: 'Python', kind: 'language', fields: { server: ['python/', 'cpython'] } },
  { name: 'Ruby', kind: 'language', fields: { server: ['ruby/'] } },
  { name: 'Perl', kind: 'language', fields: { server: ['mod_perl', 'perl/'] } },
  { name: 'Erlang', kind: 'language', fields: { server: ['mochiweb', 'inets'] } },
  { name: 'Node.js', kind: 'language', fields: { 'x-powered-by': ['node'] } },
  { name: 'ColdFusion', kind: 'language', cookies: ['cfid', 'cftoken'] },
  {
    ...{
      name: 'ASP.NET',
      kind: 'framework',
      fields: { 'x-powered-by': ['asp.net'], 'x-aspnet-version': [''], 'x-aspnetmvc-version': [''] },
    },
    cookies: ['asp.net_sessionid', '.aspxauth', '.aspnetcore.'],
  },
  { name: 'Classic ASP', kind: 'framework', cookies: ['aspsessionid'] },
  {
    name: 'Express',
    kind: 'framework',
    fields: { 'x-powered-by': ['express'] },
    cookies: ['connect.sid'],
    implies: ['Node.js'],
  },
  { name: 'Next.js', kind: 'framework', fields: { 'x-powered-by': ['next.js'] }, implies: ['Node.js'] },
  { name: 'Django', kind: 'framework', cookies: ['csrftoken', 'django_language'], implies: ['Python'] },
  { name: 'Ruby on Rails', kind: 'framework', fields: { 'x-powered-by': ['phusion', 'rails'] }, implies: ['Ruby'] },
  { name: 'Laravel', kind: 'framework', cookies: ['laravel_session'], implies: ['PHP'] },
  { name: 'CodeIgniter', kind: 'framework', cookies: ['ci_session', 'ci_csrf_'], implies: ['PHP'] },
  { name: 'CakePHP', kind: 'framework', cookies: ['cakephp'], implies: ['PHP'] },
  { name: 'Symfony', kind: 'framework', fields: { 'x-debug-token': [''] }, cookies: ['sf_redirect'], implies: ['PHP'] },
  { name: 'Play', kind: 'framework', cookies: ['play_session'], implies: ['Java'] },
  {
    name: 'WordPress',
    kind: 'cms',
    fields: { 'x-pingback': [''] },
    cookies: ['wordpress_', 'wp-settings-'],
    implies: ['PHP'],
  },
  { name: 'Drupal', kind: 'cms', fields: { 'x-generator': ['drupal'], 'x-drupal-cache': [''] }, implies: ['PHP'] },
  { name: 'TYPO3', kind: 'cms', cookies: ['fe_typo_user', 'be_typo_user'], implies: ['PHP'] },
  { name: 'Plone', kind: 'cms', fields: { server: ['zope'] }, implies: ['Python'] },
  { name: 'Magento', kind: 'shop', fields: { 'x-magento-tags': [''] }, cookies: ['mage-cache-'], implies: ['PHP'] },
  { name: 'Shopify', kind: 'shop', fields: { 'x-shopid': [''], 'x-shopify-stage': [''] }, cookies: ['_shopify_'] },
  { name: 'PrestaShop', kind: 'shop', cookies: ['prestashop-'], implies: ['PHP'] },
  { name: 'Jenkins', kind: 'application', fields: { 'x-jenkins': [''], 'x-hudson': [''] }, implies: ['Java'] },
  { name: 'Grafana', kind: 'application', cookies: ['grafana_session'] },
  { name: 'GitLab', kind: 'application', cookies: ['_gitlab_session'], implies: ['Ruby'] },
];
