import type { OpenAPIObject } from '@nestjs/swagger';
import { methodsOf, type Operation } from './operations.js';

/** What clients send and read by the document, in lower case and order of the alphabet; methods in upper case. */
export interface HeaderNames {
  readonly methods: readonly string[];
  readonly ofRequests: readonly string[];
  readonly ofAnswers: readonly string[];
}

/** Headers that the document says by media types, and never as parameters (OpenAPI 3.1, 4.8.12.1). */
const BY_MEDIA_TYPE = ['accept', 'content-type'];

/** The methods, headers of requests and headers of answers that any operation of the document names. */
export function headerNames(document: OpenAPIObject): HeaderNames {
  const { parameters = {}, responses = {}, securitySchemes = {} } = document.components ?? {};
  const methods = new Set<string>();
  const ofRequests = new Set(BY_MEDIA_TYPE);
  const ofAnswers = new Set<string>();
  for (const scheme of Object.values(securitySchemes)) {
    const header = credentialHeader(scheme);
    if (header !== undefined) ofRequests.add(header);
  }
  for (const [method, operation] of methodsOf(document)) {
    methods.add(method.toUpperCase());
    for (const parameter of (operation.parameters ?? []).map((each) => followed(each, parameters)))
      if (parameter?.in === 'header') ofRequests.add(lower(parameter.name));
    for (const name of answerHeaders(operation, responses)) ofAnswers.add(name);
  }
  if (methods.has('GET')) methods.add('HEAD');
  return {
    methods: [...methods].sort(),
    ofRequests: [...ofRequests].sort(),
    ofAnswers: [...ofAnswers].sort(),
  };
}

function answerHeaders(operation: Operation, responses: NonNullable<Components['responses']>): string[] {
  return Object.values(operation.responses).flatMap((each) =>
    Object.keys(followed(each, responses)?.headers ?? {}).map(lower),
  );
}

type Components = NonNullable<OpenAPIObject['components']>;

function credentialHeader(scheme: NonNullable<Components['securitySchemes']>[string]): string | undefined {
  if ('$ref' in scheme) return undefined;
  if (scheme.type === 'http') return 'authorization';
  return scheme.type === 'apiKey' && scheme.in === 'header' ? lower(scheme.name) : undefined;
}

function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}

interface Reference {
  readonly $ref: string;
}

/** The thing itself where it is only referred to. */
function followed<T extends object>(
  each: T | undefined,
  components: Readonly<Record<string, T>>,
): Exclude<T, Reference> | undefined {
  const found =
    each !== undefined && '$ref' in each ? components[String(each.$ref).split('/').at(-1) ?? ''] : each;
  return found === undefined || '$ref' in found ? undefined : (found as Exclude<T, Reference>);
}
