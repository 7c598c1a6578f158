// Who may import whom (docs/adr/0001). Each rule has a name and says why.
const folders = (names) => `^(${names.join('|')})/`;
/** From `folder`, only `allowed` project folders may be imported. */
const mayImport = (folder, allowed, comment) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/` },
  to: {
    path: '^(domain|rules|plans|store|audit|workflows|activities|api|worker|web|infra|test)/',
    pathNot: folders([folder, ...allowed]),
  },
});
const packagesOf = (folder, packages, comment) => ({
  name: `${folder}-packages`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/` },
  to: { path: '^node_modules/', pathNot: packages.map((name) => `^node_modules/${name}`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle hides which idea comes first.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Rules run in the workflow sandbox, the API, the auditor and the browser alike.',
      from: { path: '^domain/' },
      to: { pathNot: '^domain/' },
    },
    mayImport('rules', ['domain'], 'Rule packs are data in the types of domain.'),
    mayImport('plans', ['domain'], 'A plan is data in the types of domain; holiday tables are passed in.'),
    mayImport('store', ['domain'], 'All SQL, and the pure decisions that a step runs inside its transaction.'),
    mayImport('audit', ['domain'], 'The verifier shares no code with the store it verifies.'),
    {
      name: 'workflows-imports',
      severity: 'error',
      comment: 'Workflows see the domain and the types of the activities contract, nothing that does I/O.',
      from: { path: '^workflows/', pathNot: '^workflows/send-command[.]ts$' },
      to: {
        pathNot: [
          '^domain/',
          '^workflows/',
          '^activities/contract[.]ts$',
          '^node_modules/@temporalio/(workflow|common)/',
        ],
      },
    },
    {
      name: 'send-command-stays-outside',
      severity: 'error',
      comment: 'It speaks to the server; in the bundle it would bring the client with it.',
      from: { path: '^workflows/' },
      to: { path: '^workflows/send-command[.]ts$' },
    },
    {
      name: 'workflows-contract-is-types',
      severity: 'error',
      comment: 'An implementation in the bundle would bring Node with it.',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    mayImport('activities', ['domain', 'rules', 'store'], 'What workflows ask of the outside world.'),
    mayImport('api', ['domain', 'plans', 'rules', 'store', 'workflows'], 'Requests in, Updates and SQL reads out.'),
    {
      name: 'api-workflows',
      severity: 'error',
      comment: 'The API knows the public vocabulary of workflows only.',
      from: { path: '^api/' },
      to: { path: '^workflows/', pathNot: '^workflows/(messages|send-command)[.]ts$' },
    },
    mayImport('worker', ['activities', 'store', 'domain', 'rules', 'workflows'], 'The composition root.'),
    {
      name: 'worker-workflows',
      severity: 'error',
      comment: 'Workflows are bundled by path; the courier sends their messages.',
      from: { path: '^worker/' },
      to: { path: '^workflows/', pathNot: '^workflows/(messages|send-command)[.]ts$' },
    },
    {
      name: 'nobody-imports-test',
      severity: 'error',
      comment: 'Tests are leaves.',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'nobody-imports-infra',
      severity: 'error',
      comment: 'How it is run is outermost.',
      from: { pathNot: '^(infra|test)/' },
      to: { path: '^infra/' },
    },
    {
      name: 'scripted-people-use-the-door',
      severity: 'error',
      comment: 'In a rehearsal people know and do what the HTTP API tells and takes, and nothing else.',
      from: { path: '^infra/rehearsal/(script|visits|entering|memory|newcomers)[.]ts$' },
      to: { path: '^(store|worker|activities|workflows|api)/', dependencyTypesNot: ['type-only'] },
    },
    packagesOf('rules', [], 'Data only.'),
    packagesOf('plans', ['yaml', 'zod'], 'The loader reads YAML and checks it.'),
    packagesOf('store', ['pg', '@types/pg'], 'SQL and nothing else.'),
    packagesOf('audit', [], 'The verifier must be readable in one sitting and run anywhere.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] },
  },
};
