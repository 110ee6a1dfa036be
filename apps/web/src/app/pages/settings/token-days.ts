/** How long a token may be made to live, in days. */
export const TOKEN_DAYS = [7, 30, 90, 180, 365] as const;
