import { webSites } from '../upstream/hss/assets/web-site.js';
import { define } from './define.js';
import { contains, oneOf, portNumbers, yesOrNo } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text, Whole } from './row-members.js';

/** One website of one server. */
export class WebSiteRow extends BoxedRowMembers {
  @Text('Domain name.')
  domain!: string | null;

  @Text('Software that serves it.')
  app_name!: string | null;

  @Text('Root directory.')
  path!: string | null;

  @Whole('Port it is served on.')
  port!: number | null;

  @Text('Address it is bound to.')
  bind_addr!: string | null;

  @Text('Path part of its URL.')
  url_path!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Whole('Group id of the owner.')
  gid!: number | null;

  @Text('Permissions of the root directory.')
  mode!: string | null;

  @Whole('Process id.')
  pid!: number | null;

  @Text('Executable of the process.')
  proc_path!: string | null;

  @Flag('Whether it is served over HTTPS.')
  is_https!: boolean | null;

  @Text('Who issued its certificate.')
  cert_issuer!: string | null;

  @Text('Whom its certificate is for.')
  cert_user!: string | null;

  @Text("From when its certificate is valid, in the vendor's own words: free text, no time zone.")
  cert_issue_time!: string | null;

  @Text("Until when its certificate is valid, in the vendor's own words: free text, no time zone.")
  cert_expired_time!: string | null;

  @Instant('When it was last seen.')
  record_time!: string | null;
}

export const webSite = define<WebSiteRow>({
  descriptor: webSites,
  row: WebSiteRow,
  title: 'Websites',
  plural: 'WebSites',
  order: ['domain', 'port', 'bind_addr', 'container_id', 'pid', 'url_path', 'path'],
  filters: {
    domain: contains('Domain name'),
    app_name: oneOf('Software that serves it'),
    port: portNumbers('Port it is served on.'),
    is_https: yesOrNo('Whether it is served over HTTPS.'),
    path: contains('Root directory'),
  },
  sorts: ['domain', 'port', 'record_time'],
});
