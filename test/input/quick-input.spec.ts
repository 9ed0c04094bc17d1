import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { ASSET_DEFINITIONS } from '../../src/asset-types/all-types.js';
import { HostPortsParamsDto, PORT_CALLS, PortHostsParamsDto } from '../../src/modules/ports/ports.dto.js';
import { callsOf } from '../../src/rest/asset-calls.js';
import { coercionsOf } from '../../src/rest/input/parameter.js';
import { QuickInput } from '../../src/rest/input/quick-input.js';
import { ScopeParamsDto } from '../../src/rest/input/scope-params.dto.js';

const CLASSES: readonly Type<object>[] = [
  PORT_CALLS.Params,
  PORT_CALLS.Query,
  HostPortsParamsDto,
  PortHostsParamsDto,
  ScopeParamsDto,
  ...ASSET_DEFINITIONS.map((definition) => callsOf(definition).Query),
];

/** What members are given: values that some rule accepts, and values that none does. */
const SCALARS = [
  ...[
    'auto',
    'per-host',
    'allow',
    'forbid',
    'host',
    'container',
    'json',
    'sse',
    'port',
    '-port',
    'TCP',
    'tcp',
  ],
  ...['unknow', 'Danger', 'normal', 'loopback', '22', '8000-8100', '99999', '', ' ', '*', 'prod', 'a\u0001b'],
  ...[0, 1, 50, 200, 1_000, 1_001, -1, 1.5, Number.NaN, true, false],
];
const scalar = fc.oneof(fc.constantFrom<unknown>(...SCALARS), fc.string({ maxLength: 12 }), fc.integer());
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, {}, [[1]], { all: true }, [null]) },
);

/** An input with few members: of the class, and seldom of no class. */
function inputOf(type: Type<object>): fc.Arbitrary<Record<string, unknown>> {
  const names = [...coercionsOf(type).keys(), 'hosts', 'unknown', 'constructor'];
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 });
}

/** What the validators make of an input; undefined when they refuse it. */
function judged(type: Type<object>, plain: Record<string, unknown>): object | undefined {
  const dto = plainToInstance(type, plain, { exposeUnsetFields: false });
  const faults = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  return faults.length === 0 ? dto : undefined;
}

describe('quick input', () => {
  it('accepts what the validators accept, makes the same of it, and leaves only unusual values to them', () => {
    const cases = fc.constantFrom(...CLASSES).chain((type) => fc.tuple(fc.constant(type), inputOf(type)));
    let accepted = 0;
    fc.assert(
      fc.property(cases, ([type, plain]) => {
        const quick = new QuickInput(type).accept(plain);
        const right = judged(type, plain);
        if (quick !== undefined) {
          accepted++;
          expect(right).toBeDefined();
          expect(quick).toStrictEqual(right);
          return;
        }
        const unusual = Object.values(plain)
          .flat()
          .some((each) => each === null || typeof each === 'object' || each === undefined);
        expect(
          right === undefined ||
            unusual ||
            ['hosts', 'constructor'].some((name) => Object.hasOwn(plain, name)),
        ).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('accepts the query strings of usual calls', () => {
    const quick = new QuickInput(HostPortsParamsDto);
    for (const plain of [{}, { limit: 200 }, { max_age: 0, limit: 200, fields: ['port', 'pid'] }])
      expect(quick.accept(plain)).toMatchObject(plain);
    expect(quick.accept({ limit: 0 })).toBeUndefined();
    expect(quick.accept({ protocol: ['TCP'] })).toMatchObject({ protocol: ['tcp'] });
  });
});
