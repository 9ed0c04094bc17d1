// Jest gives each spec file a sandbox of its own and loads every module anew into it, which costs seconds for an application of
// hundreds of modules. So specs load what they start by plain Node, outside of the sandbox, once for each worker: see outside.ts.
import './ts-loader.mjs';
import { TestEnvironment } from 'jest-environment-node';

export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.importOutside = (name) => import(name);
  }
}
