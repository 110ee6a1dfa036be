import { createPublicKey } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Checks the lines of a bundle. `anchors`: lines of an anchor file, when there is one. */
export async function verifyBundle(lines, publicKey, anchors = []) {
  const hash = createHash('sha256');
  let verifier;
  let head;
  let end;
  let n = 0;
  const faults = [];
  const broken = (kind, detail) => faults.push({ kind, position: '', seal: null, detail });
  for await (const line of lines) {
    if (line === '') continue;
    let item;
    try {
      item = JSON.parse(line);
    } catch {
      broken('changed', `line ${n + 1} is not JSON`);
      hash.update(`${line}\n`);
      n++;
      continue;
    }
    if (end) {
      broken('inserted', 'there are lines behind the end');
      break;
    }
    if (item.is === 'end') {
      end = item;
      continue;
    }
    hash.update(`${line}\n`);
    n++;
    if (item.is === 'head') {
      if (head || item.format !== 'wireledger bundle 1')
        broken('changed', `line ${n}: not the head of a bundle that this verifier knows`);
      head ??= item;
      verifier ??= new LogVerifier(publicKey, String(item.from ?? ''));
      continue;
    }
    verifier ??= new LogVerifier(publicKey);
    try {
      verifier.feed(entryOfLine(item));
    } catch (error) {
      broken('changed', `line ${n} is no event: ${error.message}`);
    }
  }
  const report = (verifier ?? new LogVerifier(publicKey)).finish(
    anchors.filter((line) => line.trim() !== '').map((line) => JSON.parse(line)),
  );
  if (!head) broken('missing', 'the bundle has no head');
  else if (report.sealedTo < String(head.to))
    broken('truncated', `seals reach ${report.sealedTo || 'nothing'}, the head says ${head.to}`);
  if (!end) broken('truncated', 'the bundle has no end: something after the last line is gone');
  else {
    const digest = hash.digest('hex');
    const text = `wireledger bundle 1\n${end.lines}\n${end.sha256}`;
    if (!verify(null, Buffer.from(text), publicKey, Buffer.from(String(end.signature ?? ''), 'base64url')))
      broken('forged', 'the end is not signed by the key');
    else if (end.sha256 !== digest || end.lines !== n) broken('changed', 'the text is not the one that was signed');
  }
  return { ...report, faults: [...report.faults, ...faults] };
}

function entryOfLine({ is, position, recordedAt, type, hash, stream, revision, id, data, meta }) {
  if (typeof position !== 'string' || typeof hash !== 'string' || !Number.isSafeInteger(recordedAt))
    throw new Error('fields are missing');
  const entry = { position, recordedAt, type, hash };
  return is === 'event' ? { ...entry, whole: { stream, revision: BigInt(revision), id, data, meta } } : entry;
}

const USAGE = 'usage: node wireledger-verify.mjs BUNDLE.ndjson PUBLIC-KEY.pem [ANCHORS.ndjson]';

async function main([bundle, key, anchorFile]) {
  if (!bundle || !key) {
    console.error(USAGE);
    return 2;
  }
  const publicKey = createPublicKey(readFileSync(key));
  const anchors = anchorFile ? readFileSync(anchorFile, 'utf8').split('\n') : [];
  const lines = createInterface({ input: createReadStream(bundle), crlfDelay: Infinity });
  const { events, seals, sealedTo, expired, faults } = await verifyBundle(lines, publicKey, anchors);
  if (faults.length === 0) {
    const gone = expired > 0 ? `, ${expired} removed by retention and accounted for` : '';
    console.log(`valid: ${events} events, ${seals} seals, sealed up to position ${sealedTo}${gone}`);
    return 0;
  }
  console.log(`NOT VALID: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  for (const { kind, position, seal, detail } of faults)
    console.log(
      `${kind}${position ? ` at position ${position}` : ''}${seal === null ? '' : ` (seal ${seal})`}: ${detail.replace(/[^\x20-\x7e]/g, '?')}`,
    );
  return 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url)))
  main(process.argv.slice(2)).then(
    (code) => (process.exitCode = code),
    (error) => {
      console.error(`wireledger-verify: ${error.message}`);
      process.exitCode = 2;
    },
  );
