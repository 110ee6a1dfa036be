/** Levels of brackets; nothing that people write by hand has as many. */
const MOST_DEPTH = 32;
/** Names that mean an object's kind, not a value in it. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Strings, told whether they are names of an object, and brackets: all that is needed of a text that is JSON. In other text a string may have no end, and is
 * one token all the same: it would be searched again from each quote in it.
 */
const TOKEN = /("(?:[^"\\]|\\.)*"?)(\s*:)?|[{}[\]]/g;

/** What JSON can begin with; an archive or a picture is told at once, whatever brackets are in its bytes. */
const BEGINS = /^[\t\n\r ]*[[{"\dtfn-]/;

/**
 * Reads JSON that people wrote, and refuses what readers understand differently (RFC 8259 §4): a name that stands twice in an object, one that means the
 * object's prototype, and more than 32 levels of brackets.
 * @throws RangeError with cause and mend; its message is a sentence without its end
 */
export function strictJson(text: string): unknown {
  if (text !== '' && !BEGINS.test(text)) throw new RangeError('no JSON: it begins like none');
  const open: (Set<string> | null)[] = [];
  for (const [token, name, isName] of text.matchAll(TOKEN)) {
    if (name !== undefined) {
      if (isName !== undefined) take(open.at(-1), name);
    } else if (token === '}' || token === ']') open.pop();
    else if (open.push(token === '{' ? new Set() : null) > MOST_DEPTH)
      throw new RangeError(`more than ${MOST_DEPTH} levels of brackets: make it flatter`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`no JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

function take(names: Set<string> | null | undefined, quoted: string): void {
  const name = unquoted(quoted);
  if (RESERVED.has(name)) throw new RangeError(`“${name}” cannot be a name here: leave it out`);
  if (names?.has(name)) throw new RangeError(`“${name.slice(0, 100)}” stands twice in one object: keep one`);
  names?.add(name);
}

/** As JSON reads it, so that an escape is no other name. What is wrong in it is told by JSON.parse later. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
