import { webSites } from '../upstream/hss/assets/web-site.js';
import { define } from './define.js';
import { contains, portNumbers, yesOrNo } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text, Whole } from './row-members.js';

/** The vendor does not document the form of these two times. */
const WRITTEN = 'Null when the vendor writes no known form of time.';

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
  listen_address!: string | null;

  @Text('Path part of its URL.')
  url_path!: string | null;

  @Whole('User id of the owner.')
  uid!: number | null;

  @Whole('Group id of the owner.')
  gid!: number | null;

  @Text('Permissions of the root directory.')
  file_mode!: string | null;

  @Whole('Process id.')
  pid!: number | null;

  @Text('Executable of the process.')
  process_path!: string | null;

  @Flag('Whether it is served over HTTPS.')
  is_https!: boolean | null;

  @Text('Who issued its certificate.')
  cert_issuer!: string | null;

  @Text('Whom its certificate is for.')
  cert_subject!: string | null;

  @Instant(`From when its certificate is valid. ${WRITTEN}`)
  cert_issued_at!: string | null;

  @Instant(`Until when its certificate is valid. ${WRITTEN}`)
  cert_expires_at!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;
}

export const webSite = define<WebSiteRow>({
  descriptor: webSites,
  row: WebSiteRow,
  title: 'Websites',
  plural: 'WebSites',
  order: ['domain', 'port', 'listen_address', 'container_id', 'pid', 'url_path', 'path'],
  filters: {
    domain: contains('Domain name'),
    app_name: contains('Software that serves it'),
    port: portNumbers('Port it is served on.'),
    is_https: yesOrNo('Whether it is served over HTTPS.'),
    path: contains('Root directory'),
  },
  sorts: ['domain', 'port', 'scanned_at'],
});
