/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/src', '<rootDir>/emulator', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  // The source wins over a compiled file that somebody left beside it.
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  // ES modules are never unloaded: a worker keeps about 27 MB for each spec file it has run.
  workerIdleMemoryLimit: '1200MB',
  // On the two cores this is meant for: many specs wait for time-outs and other processes more than they work.
  maxWorkers: 4,
  testTimeout: 30_000,
};
