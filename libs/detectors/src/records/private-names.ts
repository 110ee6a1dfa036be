/** Top-level names for one's own network: RFC 6762 appendix G, RFC 8375, `internal` (ICANN, 2024). */
const PRIVATE = /(^|\.)(local|localhost|localdomain|lan|home|corp|intranet|private|internal|home\.arpa)$/;

/** Whether a name in lower case can only be of one's own network. */
export const isPrivateName = (name: string): boolean => PRIVATE.test(name);
