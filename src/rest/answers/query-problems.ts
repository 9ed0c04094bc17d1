import { CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';

/** Problems of every query of a fleet: how it may be refused, and how it may fail. */
export const QUERY_PROBLEMS = [
  'invalid-request',
  'plan-not-exact',
  'not-found',
  'not-acceptable',
  'incomplete-answer',
  'answer-too-large',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

/** Problems of a call that gives a list: at hand all at once, with pages or without. */
export const LIST_PROBLEMS = [
  'invalid-request',
  'not-found',
  'not-acceptable',
  'answer-too-large',
  ...CALLER_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
] as const;

/** Problems of a query with pages. */
export const PAGED_QUERY_PROBLEMS = [...QUERY_PROBLEMS, 'invalid-cursor'] as const;

/** Further problems of a call that takes a body. */
export const BODY_PROBLEMS = ['payload-too-large', 'unsupported-media-type'] as const;
