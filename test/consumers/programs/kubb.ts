import { setConfig } from '@kubb/plugin-client/clients/fetch';
import { createExport } from '../generated/kubb/clients/createExport.ts';
import { listPorts } from '../generated/kubb/clients/listPorts.ts';
import { queryPorts } from '../generated/kubb/clients/queryPorts.ts';
import type { Access, Found } from './found.ts';

export async function ask({ url, key }: Access): Promise<Found> {
  setConfig({ baseURL: url, headers: { 'X-API-Key': key, 'content-type': 'application/json' } });
  const page = await listPorts({ hosts: 'all', limit: 5, port: ['22'] });
  const ids = page.items.map(({ host_id }) => host_id);
  const query = await queryPorts({ host_ids: ids, limit: 50 });
  const order = await createExport({ asset_type: 'port' });
  return {
    ports: page.items.map(({ port }) => port),
    hosts: query.items.map(({ host_id }) => host_id),
    pids: query.items.map(({ pid }) => pid),
    complete: query.complete,
    exportId: order.id,
    exportStatus: order.status,
  };
}
