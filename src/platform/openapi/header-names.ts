import type { OpenAPIObject } from '@nestjs/swagger';

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
    if ('$ref' in scheme) continue;
    if (scheme.type === 'http') ofRequests.add('authorization');
    else if (scheme.type === 'apiKey' && scheme.in === 'header') ofRequests.add(lower(scheme.name));
  }
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = path[method];
      if (operation === undefined) continue;
      methods.add(method.toUpperCase());
      for (const parameter of (operation.parameters ?? []).map((each) => followed(each, parameters)))
        if (parameter?.in === 'header') ofRequests.add(lower(parameter.name));
      for (const response of Object.values(operation.responses).map((each) => followed(each, responses)))
        for (const name of Object.keys(response?.headers ?? {})) ofAnswers.add(lower(name));
    }
  }
  if (methods.has('GET')) methods.add('HEAD');
  return {
    methods: [...methods].sort(),
    ofRequests: [...ofRequests].sort(),
    ofAnswers: [...ofAnswers].sort(),
  };
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
