/** What reading bytes of a stream comes to, when it is no state to go on from (those are 0 and more). */

/** Somebody else must read them: they are not whole, or not of the plain kind. Nothing of them was counted. */
export const UNSURE = -1;
/** Nothing more of this direction is wanted. */
export const OVER = -2;
