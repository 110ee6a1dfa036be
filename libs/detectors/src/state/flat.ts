/**
 * The same text without the pieces that it was put together of: V8 keeps a text that was concatenated as a tree, and leaves a node of it behind even once
 * it was looked up. For what is kept by the hundred thousand that is a third of its memory. (`trim` answers with the flat text when there is nothing to trim.)
 */
export function flat(text: string): string {
  const same = text.trim();
  return same.length === text.length ? same : text;
}
