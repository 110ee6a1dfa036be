/** A DER value; lengths up to 2^24 (ITU-T X.690 §8.1.3). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size: number[] = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) size.unshift(rest & 255);
  const length = content.length < 128 ? [content.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SEQUENCE = 0x30;
const OBJECT = 6;
const COMMON_NAME = Buffer.from([0x55, 4, 3]);
const SUBJECT_ALT_NAME = Buffer.from([0x55, 0x1d, 0x11]);

/** A certificate of which only that is there which is read: subject and issuer of one common name, alternative names (RFC 5280 §4.2.1.6). */
export function certificateOf(commonName: string, names: readonly string[]): Buffer {
  const text = der(0x0c, Buffer.from(commonName, 'utf8'));
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, der(OBJECT, COMMON_NAME), text)));
  const valid = der(SEQUENCE, der(0x17, Buffer.from('260101000000Z')), der(0x17, Buffer.from('360101000000Z')));
  const general = der(SEQUENCE, ...names.map((one) => der(0x82, Buffer.from(one, 'latin1'))));
  const extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, der(OBJECT, SUBJECT_ALT_NAME), der(4, general))));
  const version = der(0xa0, der(2, Buffer.from([2])));
  const empty = der(SEQUENCE);
  const signed = der(SEQUENCE, version, der(2, Buffer.from([7])), empty, name, valid, name, empty, extensions);
  return der(SEQUENCE, signed, empty, der(3, Buffer.from([0])));
}
