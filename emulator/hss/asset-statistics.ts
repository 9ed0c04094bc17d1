import type { ExportedType } from '../fleet/assets/row.js';
import { json } from '../gateway/answer.js';
import { questionOf } from './asset-filter.js';
import type { HssHandler } from './request.js';

/** The vendor's names of the counts, by type. */
const NAMES: Readonly<Record<ExportedType, string>> = {
  users: 'account_num',
  port: 'port_num',
  process: 'process_num',
  app: 'app_num',
  auto_launch: 'auto_launch_num',
  web_framework: 'web_framework_num',
  web_site: 'web_site_num',
  jar_package: 'jar_package_num',
  kernel_module: 'kernel_module_num',
  web_service: 'web_service_num',
  web_cms: 'web_app_num',
  database: 'database_num',
};

/** Answers `/asset/statistics`: the number of rows of each fingerprint. */
export const assetStatistics: HssHandler = (request) => {
  const filters = [{ name: 'host_id', max: 64 }];
  const question = questionOf(request, { type: 'port', filters, category: true });
  const containersOnly = request.parameters.containersOnly();
  const counts = request.project.assets.count(question.key, (host) => question.host(host), containersOnly);
  return json(
    200,
    Object.fromEntries(
      (Object.entries(NAMES) as [ExportedType, string][]).map(([type, name]) => [name, counts[type]]),
    ),
  );
};
