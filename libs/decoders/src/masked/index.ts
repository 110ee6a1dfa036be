export { type AddressMap, FrameBytes } from './frame-bytes';
export { maskFrame } from './mask-frame';
