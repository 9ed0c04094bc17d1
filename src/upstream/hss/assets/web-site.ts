import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, flag, instant, integer, text, vendorNamesOf, writtenInstant } from './members.js';

const members = {
  domain: text('domain'),
  app_name: text('app_name'),
  path: text('path'),
  port: integer('port'),
  listen_address: text('bind_addr'),
  url_path: text('url_path'),
  uid: integer('uid'),
  gid: integer('gid'),
  file_mode: text('mode'),
  pid: integer('pid'),
  process_path: text('proc_path'),
  is_https: flag('is_https'),
  cert_issuer: text('cert_issuer'),
  cert_subject: text('cert_user'),
  // Free text of up to 32 characters upstream, unlike every other time.
  cert_issued_at: writtenInstant('cert_issue_time'),
  cert_expires_at: writtenInstant('cert_expired_time'),
  scanned_at: instant('record_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
};
const decode = decoderOf(members);

/** One website of one server. */
type HssWebSite = ReturnType<typeof decode>['members'];

export const webSites: AssetDescriptor<HssWebSite> = {
  type: 'web_site',
  decode,
  vendorNames: vendorNamesOf(members),
  fleet: { api: '/asset/host/web-site', takesHostId: false, takesCategory: true, key: 'domain' },
  server: { api: '/asset/{host_id}/web-site', takesCategory: true },
  statistics: { api: '/asset/statistics/web-site', name: 'domain' },
  top: { api: '/asset/overview/statistics/top/web-site' },
  countedAs: 'web_site_num',
  collectedAs: ['web-site'],
  cycleS: CYCLE.weekly,
};
