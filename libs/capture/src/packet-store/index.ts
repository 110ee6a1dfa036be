export { type ArchiveFigures, type ArchiveObject, type ArchiveObjects, SegmentArchive } from './archive';
export { conversationKey, conversationKeys, type Conversation } from './conversation-key';
export { headerBytes } from './header-bytes';
export { PacketStore, type PacketQuery } from './packet-store';
export type { PacketStoreOptions, StoreFigures } from './store-options';
export { UnreadableSegment } from './segment-cipher';
export { SourcePackets, type StoreLoss } from './source-packets';
export { STORAGE_MODES, type StorageMode } from './storage-mode';
