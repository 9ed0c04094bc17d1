import { Inject, Injectable } from '@nestjs/common';
import { distinctInSlices } from '../../kernel/slices.js';
import { ExportsConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import type { ExportColumn } from '../../upstream/hss/export-columns.js';
import { columnsOf, vendorColumns } from './column-input.js';
import type { ExportOrderDto } from './export-order.dto.js';
import { CALLS_ORDERED, type ExportRecord, type FleetOrder } from './export-record.js';
import { FleetRows } from './fleet/fleet-rows.js';
import { dropHosts, keepHosts } from './fleet/named-hosts.js';
import { ExportBlobs } from './store/export-blobs.js';
import { withStore } from './store/store-problem.js';

/** Returns the members of `hosts`; none where `hosts` is the text `all`. */
function selectionOf(hosts: ExportOrderDto['hosts']): object {
  return typeof hosts === 'object' ? hosts : {};
}

/** How much longer than its export a list of hosts is kept, in milliseconds. A choice. */
const HOSTS_GRACE_MS = 60_000;

/** Gets ready what an order needs before it is kept: points, columns, the list of its hosts. */
@Injectable()
export class OrderPreparation {
  constructor(
    @Inject(ExportBlobs) private readonly blobs: ExportBlobs,
    private readonly rows: FleetRows,
    private readonly limits: CallerLimits,
    private readonly config: ExportsConfig,
  ) {}

  /**
   * Charges a vendor's file to the caller; checks that the caller can ever pay for the hosts of a file of our own query,
   * and keeps their list.
   *
   * @throws Problem `rate-limited`, `invalid-request`, `store-unavailable`, `store-full`.
   */
  async prepare(
    order: ExportOrderDto,
    id: string,
    caller: Caller,
  ): Promise<{ readonly columns: ExportColumn[]; readonly fleet?: FleetOrder }> {
    const { asset_type: type, host_ids: ids, hosts } = order;
    if (ids === undefined && hosts === undefined) {
      // The point of the request itself pays for one of the calls.
      await this.limits.charge(caller, CALLS_ORDERED - 1);
      return { columns: columnsOf(vendorColumns(type), order.columns) };
    }
    return {
      columns: columnsOf(this.rows.columns(type), order.columns),
      fleet: {
        format: order.format ?? 'csv',
        partial: order.partial ?? 'allow',
        ...(order.category === undefined ? {} : { category: order.category }),
        ...(order.max_age === undefined ? {} : { maxAgeS: order.max_age }),
        hosts:
          ids === undefined ? { selection: selectionOf(hosts) } : { ids: await this.keep(ids, id, caller) },
      },
    };
  }

  /** Forgets the list of hosts of an order that is no more wanted, if that can be done at once; else it expires. */
  async dropHosts({ id, owner, request: { fleet } }: ExportRecord): Promise<void> {
    if (fleet === undefined || !('ids' in fleet.hosts)) return;
    await dropHosts(this.blobs, owner, id, fleet.hosts.ids).catch(() => undefined);
  }

  private async keep(ids: readonly string[], id: string, caller: Caller) {
    const distinct = await distinctInSlices(ids);
    this.limits.affords(caller, distinct.length);
    const ttlMs = this.config.deadlineS * 1_000 + HOSTS_GRACE_MS;
    return withStore(() => keepHosts(this.blobs, id, distinct, ttlMs));
  }
}
