import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Past these sizes a function does more than one thing. */
const SIZES = {
  complexity: ['error', 15],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

// A title with one of these as its first word is a piece of a sentence. The reader of a report sees it without its describe().
const FRAGMENT =
  '/^(of|in|with|for|from|by|to|at|on|over|under|when|while|unless|until|if|and|or|nor|also|but|that|which|who|because|beside|whether|through|without|after|before|as|soon|once)\\b|^(%[a-z]|[0-9]+|[a-z]+):|^%[a-z]$/';
const title = (call) =>
  ['value', 'quasis.0.value.cooked'].map((text) => ({
    selector: `CallExpression[${call}][arguments.0.${text}=${FRAGMENT}]`,
    message: 'A test title is a whole sentence: let it begin with a verb or with its own subject.',
  }));
const TITLES = [...title('callee.name=/^(it|test)$/'), ...title('callee.callee.object.name=/^(it|test)$/')];

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      'dist-emulator',
      'dist-bench',
      'dist-explorer',
      'coverage',
      'node_modules',
      'test/consumers/generated',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      ...SIZES,
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/platform-fastify',
              importNames: ['RouteConfig'],
              message: 'It replaces what else is declared of the route, its scope too: use platform/http.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'PrivateIdentifier', message: 'Write `private name`: one spelling everywhere.' },
        { selector: 'ExportAllDeclaration', message: 'Name what a file gives: `export { a, b } from`.' },
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'Read configuration in platform/config only; the emulator and the tests read their own.',
        },
        {
          selector: 'CallExpression[callee.property.name="addHook"][arguments.0.value="onResponse"]',
          message: 'It is silent about answers that are cut: whenOver of platform/http/answer-over.ts.',
        },
      ],
    },
  },
  {
    files: ['src/platform/config/**', 'emulator/**', 'test/**', 'bench/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'PrivateIdentifier', message: 'Write `private name`: one spelling everywhere.' },
      ],
    },
  },
  { files: ['**/*.spec.ts'], rules: { 'no-restricted-syntax': ['error', ...TITLES] } },
  {
    files: ['test/**', 'bench/**', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'max-lines-per-function': 'off',
    },
  },
  // A run of a bench is one long function with many cases.
  { files: ['bench/**'], rules: { complexity: 'off', '@typescript-eslint/max-params': 'off' } },
  { files: ['scripts/**'], rules: { ...SIZES, 'max-params': ['error', { max: 5 }] } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
