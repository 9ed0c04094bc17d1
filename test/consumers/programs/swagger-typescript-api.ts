import { Api } from '../generated/swagger-typescript-api/api.ts';
import type { Access, Found } from './found.ts';

export async function ask({ url, key }: Access): Promise<Found> {
  const { v1 } = new Api({ baseUrl: url, baseApiParams: { headers: { 'X-API-Key': key } } });
  const { data: page } = await v1.listPorts({ hosts: 'all', limit: 5, port: ['22'] });
  const ids = page.items.map(({ host_id }) => host_id);
  const { data: query } = await v1.queryPorts({ host_ids: ids, limit: 50 });
  const { data: order } = await v1.createExport({ asset_type: 'port' });
  return {
    ports: page.items.map(({ port }) => port),
    hosts: query.items.map(({ host_id }) => host_id),
    pids: query.items.map(({ pid }) => pid),
    complete: query.complete,
    exportId: order.id,
    exportStatus: order.status,
  };
}
