/** Address that people use; known once the server listens. */
export class PublicAddress {
  url = '';
}
