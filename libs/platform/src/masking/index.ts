// An entry of its own: it loads the filter language and the permission matrix, which most commands use `@wireledger/platform` without.
export { type AddressForm, type AddressMask, addressMasks } from './address-masks';
export { maskingKeys, type MaskingKeys } from './masking-keys';
export { MaskedRows } from './masked-rows';
export { PrefixPreserving } from './prefix-preserving';
export { maskedCapture } from './masked-capture';
export { PacketMask } from './packet-mask';
export { type PseudonymKind, Pseudonyms } from './pseudonyms';
export { LEFT_OUT, MaskingSerialiser } from './serialiser';
