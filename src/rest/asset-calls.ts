import type { Type } from '@nestjs/common';
import { sortsOf } from '../asset-types/definition.js';
import type { RowFilter } from '../asset-types/row-filter.js';
import { memberNames } from '../asset-types/row-schema.js';
import { rowsAnswer, type RowsAnswer } from './answers/answer-dto.js';
import { paramsDtoOf, queryDtoOf, type AssetParams, type InputShape } from './input/asset-dto.js';
import type { InputClass } from './input/input.pipe.js';
import type { TargetedQueryDto } from './input/query.dto.js';

/** Inputs and answers of the calls that give rows of one type, for validation and for the OpenAPI document. */
export interface AssetCalls extends InputShape {
  /** Class of the query string. */
  readonly Params: InputClass<AssetParams>;
  /** Class of the body. */
  readonly Query: InputClass<TargetedQueryDto>;
  readonly ApiRows: RowsAnswer;
}

/** What of a definition the calls follow from. */
interface Described {
  readonly row: Type;
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly sorts: readonly string[];
}

const known = new WeakMap<Described, AssetCalls>();

/** The calls of a type, made once: the document knows each class by its name. */
export function callsOf(definition: Described): AssetCalls {
  let calls = known.get(definition);
  if (calls === undefined) {
    const { row, filters } = definition;
    const name = row.name.replace(/Row$/, '');
    const shape = { name, filters, sorts: sortsOf(definition), members: memberNames(row) };
    calls = {
      ...shape,
      Params: paramsDtoOf(shape),
      Query: queryDtoOf(shape),
      ApiRows: rowsAnswer({ name, row }),
    };
    known.set(definition, calls);
  }
  return calls;
}
