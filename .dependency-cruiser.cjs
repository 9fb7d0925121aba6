/** Direction of imports (docs/architecture.md): the build fails on any other arrow. */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^server/domain' }, to: { pathNot: '^(server/domain|node_modules/decimal\\.js)' } },
    { name: 'platform-knows-the-kernel-only', severity: 'error', from: { path: '^server/platform' }, to: { path: '^server/(features|web|domain/(?!kernel|habilitations/acteur))' } },
    { name: 'web-knows-no-feature', severity: 'error', from: { path: '^server/web' }, to: { path: '^server/(features|cli)' } },
    {
      name: 'features-meet-by-queries-and-services', severity: 'error',
      from: { path: '^server/features/([^/]+)/' },
      to: { path: '^server/features/', pathNot: ['^server/features/$1/', '-(queries|service|routes|documents)\\.ts$', '^server/features/(etats|documents|reglages)/'] },
    },
    { name: 'only-composition-wires', severity: 'error', from: { path: '^server/(features|web|platform|domain)' }, to: { path: '^server/(composition|app|serveur|main)\\.ts$' } },
    { name: 'no-orphan-dependency', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] } },
    { name: 'no-dev-dependency-in-the-product', severity: 'error', from: { path: '^server' }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] } },
};
