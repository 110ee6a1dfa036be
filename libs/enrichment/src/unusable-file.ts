/** A file of enrichment data cannot be used: the message names cause and mend, never more than 300 characters of the file's own. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}
