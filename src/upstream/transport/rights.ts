/** A right of the vendor's IAM, by the names of its two kinds of policy. */
interface Right {
  /** Action of roles and policies. */
  readonly policy: string;
  /** Action of identity policies, the newer kind. */
  readonly identityPolicy: string;
  /** Whether the vendor's permission page names that action. */
  readonly isDocumented?: true;
}

/**
 * The right that each group of calls needs, by the beginning of the path after the project; the longest one counts. Actions of policies:
 * the vendor's list of HSS actions. Actions of identity policies: two are known from the vendor's permission page; the
 * others are formed as those are, from the name of the operation. The vendor's pages of some calls (December 2025, such as
 * ListUserStatistics) even say that identity policies need no action for them.
 */
const RIGHTS: ReadonlyMap<string, Right> = new Map<string, Right>([
  ['/asset/ports', { policy: 'hss:ports:list', identityPolicy: 'hss:asset:listPorts', isDocumented: true }],
  ['/asset/ports/detail', { policy: 'hss:ports:list', identityPolicy: 'hss:asset:listPortHost' }],
  [
    '/asset/port/statistics',
    { policy: 'hss:ports:list', identityPolicy: 'hss:asset:listPortStatistics', isDocumented: true },
  ],
  ['/asset/users', { policy: 'hss:accounts:list', identityPolicy: 'hss:asset:listUsers' }],
  ['/asset/user/statistics', { policy: 'hss:accounts:list', identityPolicy: 'hss:asset:listUserStatistics' }],
  [
    '/asset/user/change-history',
    { policy: 'hss:accounts:list', identityPolicy: 'hss:asset:listUserChangeHistories' },
  ],
  ['/asset/apps', { policy: 'hss:softwares:list', identityPolicy: 'hss:asset:listApps' }],
  ['/asset/app/statistics', { policy: 'hss:softwares:list', identityPolicy: 'hss:asset:listAppStatistics' }],
  [
    '/asset/app/change-history',
    { policy: 'hss:softwares:list', identityPolicy: 'hss:asset:listAppChangeHistories' },
  ],
  ['/asset/processes', { policy: 'hss:processes:list', identityPolicy: 'hss:asset:listProcessesHost' }],
  [
    '/asset/process/statistics',
    { policy: 'hss:processes:list', identityPolicy: 'hss:asset:listProcessStatistics' },
  ],
  ['/asset/auto-launchs', { policy: 'hss:launch:list', identityPolicy: 'hss:asset:listAutoLaunchs' }],
  [
    '/asset/auto-launch/statistics',
    { policy: 'hss:launch:list', identityPolicy: 'hss:asset:listAutoLaunchStatistics' },
  ],
  [
    '/asset/auto-launch/change-history',
    { policy: 'hss:launch:list', identityPolicy: 'hss:asset:listAutoLaunchChangeHistories' },
  ],
  [
    '/asset/web-app-and-services',
    { policy: 'hss:webdirs:list', identityPolicy: 'hss:asset:listWebAppAndServices' },
  ],
  ['/host-management/hosts', { policy: 'hss:hosts:list', identityPolicy: 'hss:host:listHostStatus' }],
  ['/host-management/groups', { policy: 'hss:hostGroup:get', identityPolicy: 'hss:host:listHostGroups' }],
]);

/** Beginning of every path template of HSS. */
const BASE = '/v5/{project_id}';

/**
 * Returns the right that a call needs.
 *
 * @param endpoint method and path template, as in `Call`.
 */
export function rightFor(endpoint: string): string | undefined {
  const path = endpoint.slice(endpoint.indexOf(' ') + 1);
  if (!path.startsWith(BASE)) return undefined;
  for (let api = path.slice(BASE.length); api !== ''; api = api.slice(0, api.lastIndexOf('/'))) {
    const right = RIGHTS.get(api);
    if (right !== undefined) return named(right);
  }
  return undefined;
}

/** The vendor's own identity policy for all that only reads (source: the vendor's page on identity policies of HSS). */
const READ_ONLY = 'HSSReadOnlyAccessPolicy';

function named({ policy, identityPolicy, isDocumented }: Right): string {
  if (isDocumented === true) return `${policy} (in identity policies: ${identityPolicy})`;
  return `${policy} (in identity policies: ${READ_ONLY}, or the action ${identityPolicy}, whose name is not confirmed)`;
}
