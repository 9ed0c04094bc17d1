// Packages in hundreds of small modules, and the one file that each of them ships with the same in it. Every spec file loads
// what it imports anew, so what starts the application took a fifth longer with the small ones. Processes that the tests
// start run the packages as they are.
const IN_ONE_FILE = {
  '^es-toolkit/compat$': 'es-toolkit/dist/browser.global.js',
  '^rxjs(/operators)?$': 'rxjs/dist/bundles/rxjs.umd.min.js',
  '^class-validator$': 'class-validator/bundles/class-validator.umd.min.js',
  '^class-transformer$': 'class-transformer/bundles/class-transformer.umd.min.js',
  '^axios$': 'axios/dist/node/axios.cjs',
};

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
    ...Object.fromEntries(
      Object.entries(IN_ONE_FILE).map(([name, file]) => [name, `<rootDir>/node_modules/${file}`]),
    ),
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
  maxWorkers: 3,
  testTimeout: 30_000,
};
