// node verify.mjs PUBLIC.pem BUNDLE: whether Sigstore's own verifier accepts a bundle, with that key as all the trust there is.
import { readFileSync } from 'node:fs';
import { bundleFromJSON } from '@sigstore/bundle';
import { crypto } from '@sigstore/core';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';

const [pem, file] = process.argv.slice(2);
const publicKey = crypto.createPublicKey(readFileSync(pem, 'utf8'));
const trust = toTrustMaterial(
  { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
  () => ({ publicKey, validFor: () => true }));

try {
  const bundle = bundleFromJSON(JSON.parse(readFileSync(file, 'utf8')));
  new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(toSignedEntity(bundle));
  console.log('verified');
} catch (error) {
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}
