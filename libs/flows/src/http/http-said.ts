/** What has been read of a direction of HTTP that the core counts (`RARE_SAID`), in one word. Both sides read this file. */

/** Nothing more of the connection is wanted. */
export const SAID_OVER = 1;
/** Not at a head: something else stands where one should; or it is not known where one begins. */
export const SAID_FOREIGN = 2;
export const SAID_LOST = 4;
/** How much of the empty line that ends what is foreign has come: LF, LF CR. Two bits. */
export const SAID_EMPTY_SHIFT = 3;
export const SAID_EMPTY = 24;
/** From here on: bytes of the foreign that were passed over. */
export const SAID_PASSED_SHIFT = 8;
