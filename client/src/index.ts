export { Portolan, type PortolanOptions, type RowsOptions } from './portolan.js';
export { PortolanError, StreamCutError, type ProblemDocument } from './problem-error.js';
export type {
  AssetQueries,
  AssetRows,
  AssetType,
  Catalogue,
  Failure,
  PortQuery,
  PortRow,
  PortSummary,
  PortSummaryQuery,
  Progress,
  Summary,
  Ticket,
} from './asset-types.js';
export type { components, operations, paths } from './schema.js';
