/**
 * Prints the SBOM (SPDX) of what is installed with the package. `npm sbom --omit dev` leaves out packages that something for development
 * wants as well (npm 11.19), so all of it is asked for, and what the lock marks as for development alone is taken out here.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const words = ['sbom', '--package-lock-only', '--sbom-format', 'spdx'];
const sbom = JSON.parse(execFileSync('npm', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** What is installed for more than development, wherever it lies: npm lists a version once. */
const installed = new Set(
  Object.entries(lock.packages).flatMap(([path, { version, dev, link }]) =>
    dev || link ? [] : [`${path.split('node_modules/').at(-1) || lock.name}@${version}`],
  ),
);
const packages = sbom.packages.filter(({ name, versionInfo }) => installed.has(`${name}@${versionInfo}`));
if (packages.length !== installed.size)
  throw new Error(`npm lists ${packages.length} packages of the ${installed.size} that package-lock.json has.`);
const kept = new Set(['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)]);
const relationships = sbom.relationships.filter(
  ({ spdxElementId, relatedSpdxElement }) => kept.has(spdxElementId) && kept.has(relatedSpdxElement),
);
process.stdout.write(`${JSON.stringify({ ...sbom, packages, relationships }, null, 2)}\n`);
