export { type ArchiveFigures, type ArchiveObject, type ArchiveObjects, SegmentArchive } from './archive';
export { conversationKey, conversationKeys, type Conversation } from './conversation-key';
export { headerBytes } from './header-bytes';
export { PacketStore, type PacketQuery, type PacketStoreOptions, type StoreFigures } from './packet-store';
export { UnreadableSegment } from './segment-cipher';
export { SourcePackets, type StoreLoss } from './source-packets';
export { STORAGE_MODES, type StorageMode } from './storage-mode';
