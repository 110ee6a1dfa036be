export { readNtlm, type NtlmMessage } from './ntlm';
export {
  looksLikeSmb,
  readSmbHead,
  SMB_FRAME,
  smb1Dialect,
  smb1User,
  smb2Dialect,
  smbDialects,
  smbLength,
  smbShare,
  type SmbCommand,
  type SmbHead,
} from './smb';
