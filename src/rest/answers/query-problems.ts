import { CALLER_PROBLEMS, UPSTREAM_PROBLEMS } from '../../platform/openapi/api-problems.js';

/** What every query of a fleet may be refused with, or fail with. */
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

/** The same for one with pages. */
export const PAGED_QUERY_PROBLEMS = [...QUERY_PROBLEMS, 'invalid-cursor'] as const;

/** Besides, what a body may be refused with. */
export const BODY_PROBLEMS = ['payload-too-large', 'unsupported-media-type'] as const;
