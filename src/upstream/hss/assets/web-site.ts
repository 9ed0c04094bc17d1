import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, flag, instant, integer, text } from './members.js';

const decode = decoderOf({
  domain: text('domain'),
  appName: text('app_name'),
  path: text('path'),
  port: integer('port'),
  bindAddr: text('bind_addr'),
  urlPath: text('url_path'),
  uid: integer('uid'),
  gid: integer('gid'),
  mode: text('mode'),
  pid: integer('pid'),
  procPath: text('proc_path'),
  isHttps: flag('is_https'),
  certIssuer: text('cert_issuer'),
  certUser: text('cert_user'),
  // Free text of up to 32 characters upstream, unlike every other time.
  certIssueTime: text('cert_issue_time'),
  certExpiredTime: text('cert_expired_time'),
  recordTime: instant('record_time'),
  containerId: text('container_id'),
  containerName: text('container_name'),
});

/** One website of one server. */
export type HssWebSite = ReturnType<typeof decode>;

export const webSites: AssetDescriptor<HssWebSite> = {
  type: 'web_site',
  decode,
  fleet: { api: '/asset/host/web-site', takesHostId: false, takesCategory: true, key: 'domain' },
  server: { api: '/asset/{host_id}/web-site', takesCategory: true },
  statistics: { api: '/asset/statistics/web-site', name: 'domain' },
  top: { api: '/asset/overview/statistics/top/web-site' },
  countedAs: 'web_site_num',
  collectedAs: ['web-site'],
  cycleS: CYCLE.weekly,
};
