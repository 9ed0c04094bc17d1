// Compares manifests of Kubernetes, read from its input, with the published schemas of their kinds. `check-operations.mjs` runs
// it where the packages that it imports are installed.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const faults = [];
let count = 0;
for (const document of parseAllDocuments(readFileSync(0, 'utf8'))) {
  const manifest = document.toJS();
  if (manifest === null) continue;
  count++;
  const { apiVersion, kind } = manifest;
  try {
    const models = await import(`kubernetes-models/${apiVersion}/${kind}`);
    new models[kind](manifest).validate();
  } catch (error) {
    faults.push(`${kind}: ${error.message}`);
  }
}
if (count < 5) faults.push(`only ${count} manifests were there to check`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
