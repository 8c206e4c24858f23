import { defineConfig, mergeConfig } from 'vitest/config';
import workspace from '../vitest.workspace.ts';

/** What the mutation run runs: the unit tests of core and the adapters, without sockets. */
export default mergeConfig(
  { ...workspace, test: { ...workspace.test, projects: undefined } },
  defineConfig({
    test: {
      isolate: true,
      include: ['packages/{core,zim,tencent-im}/src/**/*.test.ts'],
      exclude: ['**/conformance.test.ts', '**/node_modules/**'],
    },
  }),
);
