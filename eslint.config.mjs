import tseslint from 'typescript-eslint';

// Biome formats and runs the fast rules; this file holds only the rules that need types, and the clock bans.
const machineDependent = [
  ['Date', 'now', 'Pass the instant in: the caller owns the clock.'],
  ['Math', 'random', 'Pass randomness in: a decision must be repeatable.'],
].map(([object, property, message]) => ({ object, property, message }));

export default tseslint.config(
  { ignores: ['node_modules', '.vinh-danh', '**/*.cjs', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: './tsconfig.json' } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    },
  },
  {
    files: ['domain/**/*.ts', 'rules/**/*.ts', 'workflows/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...machineDependent],
      'no-restricted-globals': ['error', { name: 'Intl', message: 'Depends on the machine: compute with LocalDate.' }],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass the instant in.' },
        { selector: 'CallExpression[callee.property.name=/^toLocale/]', message: 'Depends on the machine.' },
        {
          selector: 'CallExpression[callee.property.name=/^get(FullYear|Month|Date|Day|Hours|Minutes|Seconds)$/]',
          message: 'Local-time getters depend on the machine: use UTC arithmetic.',
        },
      ],
    },
  },
  { files: ['workflows/**/*.ts'], rules: { 'no-restricted-properties': ['error', machineDependent[1]] } },
);
