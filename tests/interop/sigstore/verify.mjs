// node verify.mjs PUBLIC.pem BUNDLE|PACKAGEFOLDER: whether Sigstore's own verifier accepts a bundle, with that key as all the trust
// there is; of an unpacked package its signature, and then whether exactly the files that it lists are there.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { crypto } from '@sigstore/core';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';

const [pem, place] = process.argv.slice(2);
const publicKey = crypto.createPublicKey(readFileSync(pem, 'utf8'));
const trust = toTrustMaterial(
  { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
  () => ({ publicKey, validFor: () => true }));

function verify(file) {
  const bundle = bundleFromJSON(JSON.parse(readFileSync(file, 'utf8')));
  new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(toSignedEntity(bundle));
  return JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8'));
}

function compare(resources, folder) {
  const signed = new Map(resources.map(({ name, digest }) => [name, digest]));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (signed.get(name) !== createHash('sha256').update(readFileSync(path)).digest('hex')) throw new Error(`${name} is not what was signed`);
    signed.delete(name);
  }
  if (signed.size > 0) throw new Error(`${[...signed.keys()].join(', ')} is missing`);
}

try {
  if (statSync(place).isDirectory()) {
    const statement = verify(join(place, 'modelbuild', 'attestations', 'model.sig'));
    compare(statement.predicate.resources, join(place, 'model'));
  } else {
    verify(place);
  }
  console.log('verified');
} catch (error) {
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}
