import type { Type } from '@nestjs/common';
import { sortsOf } from '../asset-types/definition.js';
import type { RowFilter } from '../asset-types/row-filter.js';
import { memberNames } from '../asset-types/row-schema.js';
import { rowsAnswer, type RowsAnswer } from './answers/answer-dto.js';
import { paramsDtoOf, queryDtoOf, type AssetQuery, type InputShape } from './input/asset-dto.js';
import type { InputClass } from './input/input.pipe.js';
import { ourNamesOf } from './input/vendor-words.js';
import type { VendorNames } from '../upstream/hss/assets/members.js';

/** Input classes and answers of the calls that return rows of one type, for validation and for the OpenAPI document. */
export interface AssetCalls extends InputShape {
  /** Class of the query string. */
  readonly Params: InputClass<AssetQuery>;
  /** Class of the body. */
  readonly Query: InputClass<AssetQuery>;
  readonly ApiRows: RowsAnswer;
}

/** Members of a definition that the calls are made from. */
interface RowDescription {
  readonly row: Type;
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly sorts: readonly string[];
  readonly profile: { readonly vendorNames: VendorNames };
}

const made = new WeakMap<RowDescription, AssetCalls>();

/** Returns the calls of a type. They are made once, because the OpenAPI document needs one class for each name. */
export function callsOf(definition: RowDescription): AssetCalls {
  let calls = made.get(definition);
  if (calls === undefined) {
    const { row, filters, profile } = definition;
    const name = row.name.replace(/Row$/, '');
    const shape = {
      name,
      filters,
      sorts: sortsOf(definition),
      members: memberNames(row),
      ours: ourNamesOf(profile.vendorNames),
    };
    calls = {
      ...shape,
      Params: paramsDtoOf(shape),
      Query: queryDtoOf(shape),
      ApiRows: rowsAnswer({ name, row }),
    };
    made.set(definition, calls);
  }
  return calls;
}
