/** Frames kept for a hidden tab: a minute and a half of them where they come each second. */
const MAX_PENDING = 90;

/** Hands frames on once an animation frame, or less often. A hidden tab has none: its newest frames wait for its return. */
export function frameBatch<R>(
  hand: (frames: readonly R[]) => void,
  signal: AbortSignal,
  /** Least time between two calls of `hand`, ms. */
  apartMs = 0,
): (frame: R) => void {
  let pending: R[] = [];
  let scheduled = false;
  let handedAt = -Infinity;
  const handOn = () => {
    scheduled = false;
    handedAt = performance.now();
    const frames = pending;
    pending = [];
    if (!signal.aborted) hand(frames);
  };
  return (frame) => {
    pending.push(frame);
    if (pending.length > MAX_PENDING) pending.shift();
    if (scheduled) return;
    scheduled = true;
    const left = handedAt + apartMs - performance.now();
    if (left > 0) setTimeout(() => requestAnimationFrame(handOn), left);
    else requestAnimationFrame(handOn);
  };
}
