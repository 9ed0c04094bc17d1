import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { FleetRows } from './fleet/fleet-rows.js';
import { InputPipe } from '../../rest/input/input.pipe.js';
import { invalidRequest, Problem, type InputError } from '../../platform/problem/problem.js';
import { EXPORT_TYPES } from '../../upstream/hss/export-columns.js';
import { columnFaults } from './column-input.js';
import { asksFleet, ExportOrderDto } from './export-order.dto.js';

/** Most faults named in one answer. A choice. */
const MAX_ERRORS = 100;

/** Checks the body of an order and names all its faults at once; the rules of queries judge its hosts and filters. */
@Injectable()
export class ExportOrderPipe implements PipeTransform<unknown, Promise<ExportOrderDto>> {
  private readonly plain = new InputPipe(ExportOrderDto, 'body');

  constructor(@Inject(FleetRows) private readonly rows: FleetRows) {}

  /** @throws Problem `invalid-request`. */
  async transform(value: unknown): Promise<ExportOrderDto> {
    const faults = await this.fleetFaults(value);
    let order: ExportOrderDto;
    try {
      order = await this.plain.transform(value);
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'invalid-request') throw error;
      throw invalidRequest([...(error.extras.errors ?? []), ...faults].slice(0, MAX_ERRORS));
    }
    if (faults.length > 0) throw invalidRequest(faults.slice(0, MAX_ERRORS));
    return order;
  }

  private async fleetFaults(value: unknown): Promise<InputError[]> {
    if (typeof value !== 'object' || value === null) return [];
    const given = value as Readonly<Record<string, unknown>>;
    const type = EXPORT_TYPES.find((each) => each === given['asset_type']);
    if (type === undefined || !asksFleet(given)) return [];
    const { columns, host_ids, hosts, filter } = given;
    const asked = Object.fromEntries(
      Object.entries({ host_ids, hosts, filter }).filter(([, each]) => each !== undefined),
    );
    return [
      ...(columns === undefined ? [] : columnFaults(type, this.rows.columns(type), columns)),
      ...(await this.rows.faults(type, asked)),
    ];
  }
}
