export { Portolan, type DownloadOptions, type ExportFileOptions } from './portolan.js';
export { csvLine } from './csv.js';
export type { BackgroundQueries, FollowOptions, RunOptions } from './background-queries.js';
export type { CallOptions, PortolanOptions, SecretSource } from './connection.js';
export type { DeprecationNotice } from './deprecation.js';
export type { EventOf, EventsOptions, ExportEvent, QueryEvent, RowsEvent } from './events.js';
export type { DownloadedFile, ExportedFile } from './export-file.js';
export type { CreateOptions } from './operation-request.js';
export type { RowsOptions } from './rows.js';
export {
  ExportFailedError,
  IncompleteError,
  NetworkError,
  PortolanError,
  ProblemError,
  PROBLEM_KINDS,
  QueryFailedError,
  StreamCutError,
  UnexpectedAnswerError,
  type ProblemKind,
  type ProblemOf,
} from './errors.js';
export type {
  Answer,
  AssetType,
  BackgroundQuery,
  CallId,
  Export,
  ExportOrder,
  Failure,
  Input,
  ListId,
  OperationId,
  ProblemDocument,
  Progress,
  QuestionOf,
  QuestionRow,
  Row,
  StreamId,
  Summary,
  SummaryOf,
} from './operation-types.js';
export { OPERATIONS } from './operations.js';
export type { components, operations, paths } from './schema.js';
