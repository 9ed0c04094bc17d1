import type { OPERATIONS } from './operations.js';
import type { operations, paths } from './schema.js';

/** Names of the operations, as in the OpenAPI document. */
export type OperationId = keyof typeof OPERATIONS & keyof operations;

/** Operations whose answer fits into memory: all but files, which `download` fetches. */
export type CallId = {
  [Id in OperationId]: (typeof OPERATIONS)[Id] extends readonly [string, string, 'file'] ? never : Id;
}[OperationId];

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : undefined;

type Success<Responses> = Responses extends { 200: infer Answer }
  ? Answer
  : Responses extends { 201: infer Answer }
    ? Answer
    : Responses extends { 202: infer Answer }
      ? Answer
      : undefined;

/** What an operation answers: its JSON, or its text where it has no JSON; undefined where it has no body. */
export type Answer<Id extends OperationId> =
  Success<operations[Id]['responses']> extends { content: { 'application/json': infer Body } }
    ? Body
    : Success<operations[Id]['responses']> extends { content: { 'text/plain': string } }
      ? string
      : undefined;

type Given<Part> = [NonNullable<Part>] extends [never] ? unknown : NonNullable<Part>;

type BodyOf<Id extends OperationId> = [NonNullable<operations[Id]['requestBody']>] extends [never]
  ? unknown
  : Json<NonNullable<operations[Id]['requestBody']>>;

/** Lists may be read-only, so that nobody has to copy theirs. */
type ReadonlyLists<Value> = Value extends readonly (infer Entry)[] ? readonly Entry[] : Value;

type Flat<Value> = { [Name in keyof Value]: ReadonlyLists<Value[Name]> };

/**
 * What an operation takes: parameters of its path and query, and members of its body, side by side. `format` is missing,
 * because the method that is called decides it.
 */
export type Input<Id extends OperationId> = Flat<
  Omit<Given<operations[Id]['parameters']['path']> & Given<operations[Id]['parameters']['query']>, 'format'> &
    Omit<BodyOf<Id>, Id extends FormatIsContent ? never : 'format'>
>;

/** Operations whose `format` says what is made, not how the answer comes. */
type FormatIsContent = {
  [Id in OperationId]: (typeof OPERATIONS)[Id] extends readonly [string, string, 'creates'] ? Id : never;
}[OperationId];

/** Operations whose answers have `items`, so that their rows can be walked. */
export type ListId = {
  [Id in OperationId]: Answer<Id> extends { readonly items: readonly unknown[] } ? Id : never;
}[OperationId];

/** Operations whose rows come as a stream too. */
export type StreamId = {
  [Id in OperationId]: (typeof OPERATIONS)[Id] extends readonly [string, string, 'rows'] ? Id : never;
}[OperationId] &
  ListId;

/** A row of the operation. */
export type Row<Id extends ListId> =
  Answer<Id> extends { readonly items: readonly (infer Each)[] } ? Each : never;

type AnswerAt<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

/** Why rows of one host are missing. */
export type Failure = AnswerAt<'/v1/ports'>['failures'][number];

/** How an answer came about; `complete` is false when rows are missing. Each operation adds members of its own. */
export interface Summary {
  readonly complete: boolean;
  readonly reason?: string;
  readonly [member: string]: unknown;
}

/** The summary of one operation. */
export type SummaryOf<Id extends ListId> = Answer<Id> extends { readonly summary: infer Own } ? Own : Summary;

/** How far a stream is. */
export interface Progress {
  /** Hosts that are read or failed, of all. */
  readonly hosts: { readonly done: number; readonly total: number };
  /** Rows sent so far. */
  readonly items: number;
  /** Milliseconds that are left by the pace so far; null while nobody knows. */
  readonly eta_ms: number | null;
  /** How the rows will be fetched; in the first progress of a stream. */
  readonly plan?: string;
  /** Calls to the vendor that the plan is estimated to take; in the first progress of a stream. */
  readonly estimated_calls?: number;
}

/** One export. */
export type Export = AnswerAt<'/v1/exports/{id}'>;

/** The order of an export. */
export type ExportOrder = Json<paths['/v1/exports']['post']['requestBody']>;

/** One background query. */
export type BackgroundQuery = AnswerAt<'/v1/queries/{id}'>;

/** Operations that answer questions about rows of one asset type, by the type. */
type QuestionIds = {
  [
    Id in StreamId as (typeof OPERATIONS)[Id] extends readonly [
      'POST',
      `/v1/assets/${infer Type}/query`,
      'rows',
    ]
      ? Type
      : never
  ]: Id;
};

/** Types that background queries can ask for. */
export type AssetType = keyof QuestionIds;

/** Members that belong to the answer of a request. */
type OfAnswer = 'limit' | 'cursor' | 'sort' | 'timeout_ms' | 'stale_if_error' | 'explain';

/** A question about rows of a type: the type, and hosts and filters as `rows` takes them. */
export type QuestionOf<Type extends AssetType> = { readonly asset_type: Type } & Omit<
  Input<QuestionIds[Type]>,
  OfAnswer
>;

/** A row of the answer. */
export type QuestionRow<Type extends AssetType> = Row<QuestionIds[Type]>;

/** A problem document (RFC 9457). */
export type ProblemDocument =
  paths['/v1/auth/whoami']['get']['responses']['default']['content']['application/problem+json'];
